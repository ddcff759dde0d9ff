import { type Grid, gridBetween, integral, runningIntegral } from "../../math/gauss-legendre.ts";

/** How many of those who got a variant did what was hoped for. */
export interface VariantCount {
  readonly converted: number;
  readonly customers: number;
}

/** Beta's parameters. */
interface Belief {
  readonly yes: number;
  readonly no: number;
}

/** In standard deviations from the middle; of very few customers the one side falls as slowly as e^-x. */
const NEAR = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 26, 32, 40];

/**
 * For each variant the probability that its rate is the highest of all, where before anything was seen each rate was as likely as any
 * other: integral of its density times the others' distribution functions, the rates being Beta(1 + converted, 1 + customers - converted)
 * (Scott 2010, A Modern Bayesian Look at the Multi-armed Bandit). By quadrature, so that the same counts always give the same numbers,
 * over log-odds, where such densities are smooth bells however many customers there are. The probabilities sum to 1.
 * O(variants^2), some hundredths of a second for 20.
 */
export function probabilityBest(variants: readonly VariantCount[]): number[] {
  const beliefs = variants.map(({ converted, customers }) => ({ yes: 1 + converted, no: 1 + customers - converted }));
  const grid = gridBetween([...new Set(beliefs.flatMap(endsOf))].sort((left, right) => left - right));
  const densities = densitiesOn(grid, beliefs);
  const below = densities.map((density) => runningIntegral(grid, density));
  const [before, after] = [productsBefore(below), productsBefore(below.toReversed()).reverse()];
  const chances = densities.map((density, own) => {
    const [left, right] = [before[own], after[own]];
    return integral(
      grid,
      density.map((value, node) => value * (left?.[node] ?? 1) * (right?.[node] ?? 1)),
    );
  });
  const all = chances.reduce((sum, chance) => sum + chance, 0);
  return chances.map((chance) => chance / all);
}

/** Node by node, for each of the functions the product of those that stand before it. */
function productsBefore(functions: readonly Float64Array[]): Float64Array[] {
  const products: Float64Array[] = [];
  let product = new Float64Array(functions[0]?.length ?? 0).fill(1);
  for (const each of functions) {
    products.push(product);
    product = product.map((value, node) => value * (each[node] ?? 0));
  }
  return products;
}

const middleOf = ({ yes, no }: Belief): number => Math.log(yes / no);

/** Where the grid is cut for the sake of one rate. */
function endsOf(belief: Belief): number[] {
  const deviation = Math.sqrt(1 / belief.yes + 1 / belief.no);
  return NEAR.flatMap((times) => [middleOf(belief) - times * deviation, middleOf(belief) + times * deviation]);
}

/** Of the log-odds of each rate, but for a constant rate^yes (1 - rate)^no; scaled so that the whole is 1 on this grid. */
function densitiesOn(grid: Grid, beliefs: readonly Belief[]): Float64Array[] {
  const [logRate, logRest] = [grid.nodes.map(logRateAt), grid.nodes.map((logOdds) => logRateAt(-logOdds))];
  return beliefs.map(({ yes, no }) => {
    const middle = middleOf({ yes, no });
    const highest = yes * logRateAt(middle) + no * logRateAt(-middle);
    const density = logRate.map((log, node) => Math.exp(yes * log + no * (logRest[node] ?? 0) - highest));
    const all = integral(grid, density);
    return density.map((value) => value / all);
  });
}

/** ln of the rate that has these log-odds. */
const logRateAt = (logOdds: number): number => -Math.log1p(Math.exp(-logOdds));
