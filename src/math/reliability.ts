/** What was foretold of some cases and what became of them. */
export interface Foretold {
  /** 0 to 1, neither of them. */
  readonly probabilities: ArrayLike<number>;
  /** 1 or 0. */
  readonly hits: ArrayLike<number>;
  /** How many cases each stands for; 1 each where left out. */
  readonly weights?: ArrayLike<number>;
}

/** How far probabilities can be relied on; NaN where there are no cases, or only one kind of them, to tell it by. */
export interface Reliability {
  /** The probability that a hit was given more than a miss, ties counting half: .5 by chance, 1 at best. */
  readonly auc: number;
  /** 1 at best; below 1 high probabilities are too high and low ones too low, above 1 they are all too close together. */
  readonly slope: number;
  /** The mean distance between what was foretold and what came, over ten bins of as many cases each. */
  readonly ece: number;
  /** The same over ten bins of as wide a range each, 0 to .1, .1 to .2 and so on. */
  readonly eceByWidth: number;
  /** The mean square of the distance to 1 or 0; baseRate (1 - baseRate) for whoever foretells the base rate alone. */
  readonly brier: number;
  /** The mean of -ln of what was given to that which came. */
  readonly logLoss: number;
  /** The share of hits. */
  readonly baseRate: number;
}

interface Sorted {
  readonly probabilities: Float64Array;
  readonly hits: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
  readonly hit: number;
}

const BINS = 10;

/**
 * AUC is the Mann-Whitney statistic (Hanley and McNeil 1982); slope that of Cox 1958, the logistic regression of what came on
 * the log-odds of what was foretold, with an intercept; ECE that of Naeini, Cooper and Hauskrecht 2015; Brier 1950. Every case
 * counts by its weight. O(n log n).
 */
export function reliabilityOf(foretold: Foretold): Reliability {
  const sorted = sortedOf(foretold);
  const { total, hit } = sorted;
  return {
    auc: aucOf(sorted),
    slope: hit > 0 && hit < total ? slopeOf(sorted) : Number.NaN,
    ece: errorOver(sorted, (_, before) => Math.min(BINS - 1, Math.floor((BINS * before) / total))),
    eceByWidth: errorOver(sorted, (probability) => Math.min(BINS - 1, Math.floor(BINS * probability))),
    brier: mean(sorted, (probability, came) => (probability - came) ** 2),
    logLoss: mean(sorted, (probability, came) => -Math.log(came === 1 ? probability : 1 - probability)),
    baseRate: hit / total,
  };
}

/** By probability, the lowest first. */
function sortedOf({ probabilities, hits, weights }: Foretold): Sorted {
  const order = new Uint32Array(probabilities.length).map((_, at) => at);
  order.sort((left, right) => (probabilities[left] ?? 0) - (probabilities[right] ?? 0));
  const inOrder = (values: ArrayLike<number> | undefined) => Float64Array.from(order, (at) => values?.[at] ?? 1);
  const sorted = { probabilities: inOrder(probabilities), hits: inOrder(hits), weights: inOrder(weights) };
  const total = sorted.weights.reduce((sum, weight) => sum + weight, 0);
  const hit = sorted.weights.reduce((sum, weight, at) => sum + weight * (sorted.hits[at] ?? 0), 0);
  return { ...sorted, total, hit };
}

function aucOf({ probabilities, hits, weights, total, hit }: Sorted): number {
  let [wins, missesBelow] = [0, 0];
  for (let at = 0; at < probabilities.length; ) {
    let [hitsHere, missesHere] = [0, 0];
    const probability = probabilities[at];
    for (; at < probabilities.length && probabilities[at] === probability; at++) {
      if (hits[at] === 1) hitsHere += weights[at] ?? 0;
      else missesHere += weights[at] ?? 0;
    }
    wins += hitsHere * (missesBelow + missesHere / 2);
    missesBelow += missesHere;
  }
  return wins / (hit * (total - hit));
}

const LEAST = 1e-12;
const MOST_STEPS = 50;
const SMALL_STEP = 1e-10;

/** Newton's method on the two weights of the logistic regression; its likelihood has one summit. */
function slopeOf({ probabilities, hits, weights, total, hit }: Sorted): number {
  const odds = probabilities.map((probability) => {
    const inside = Math.min(1 - LEAST, Math.max(LEAST, probability));
    return Math.log(inside / (1 - inside));
  });
  const centre = odds.reduce((sum, each, at) => sum + each * (weights[at] ?? 0), 0) / total;
  let [intercept, slope] = [Math.log(hit / (total - hit)), 0];
  for (let step = 0; step < MOST_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (let at = 0; at < odds.length; at++) {
      const [x, weight] = [(odds[at] ?? 0) - centre, weights[at] ?? 0];
      const fitted = 1 / (1 + Math.exp(-intercept - slope * x));
      const left = weight * ((hits[at] ?? 0) - fitted);
      const curve = weight * fitted * (1 - fitted);
      g0 += left;
      g1 += left * x;
      h00 += curve;
      h01 += curve * x;
      h11 += curve * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > LEAST * h00 * h11)) return Number.NaN; // all cases were foretold the same
    const [up, steeper] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    const pace = Math.min(1, 2 / Math.max(Math.abs(up), Math.abs(steeper))); // a whole step may leave the hill
    intercept += pace * up;
    slope += pace * steeper;
    if (Math.abs(steeper) + Math.abs(up) < SMALL_STEP) break;
  }
  return slope;
}

function errorOver(
  { probabilities, hits, weights, total }: Sorted,
  binOf: (probability: number, before: number) => number,
): number {
  const gaps = new Float64Array(BINS);
  let before = 0;
  for (const [at, probability] of probabilities.entries()) {
    const weight = weights[at] ?? 0;
    const bin = binOf(probability, before);
    gaps[bin] = (gaps[bin] ?? 0) + weight * (probability - (hits[at] ?? 0));
    before += weight;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total;
}

const mean = (
  { probabilities, hits, weights, total }: Sorted,
  of: (probability: number, came: number) => number,
): number =>
  probabilities.reduce((sum, probability, at) => sum + (weights[at] ?? 0) * of(probability, hits[at] ?? 0), 0) / total;
