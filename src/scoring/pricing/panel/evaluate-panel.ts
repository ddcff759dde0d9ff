import { Z95 } from "../../../math/normal-quantile.ts";
import type { PricingResult } from "../evaluation-report.ts";
import { type BrandSales, brandSales, type LeftOutRows } from "./brand-sales.ts";
import { forecast, type TermsOfTime } from "./forecast.ts";
import { LOG_LOG } from "./log-log.ts";
import { ownPriceOf, type Panel } from "./panel.ts";
import { POISSON } from "./poisson.ts";
import type { Response, ResponseForm } from "./response.ts";
import { observedCurve, responseCurve } from "./response-curve.ts";
import type { WithinFit } from "./within.ts";

/** What a panel tells of one brand. */
export interface PanelResult extends PricingResult {
  /** Of the elasticity, where the weeks of one store may have anything in common; null where there is none. */
  readonly clusteredStandardError: number | null;
  /** The elasticity where no other price is known: it mixes in what other brands' prices did at the same time. */
  readonly ownOnly: number | null;
  /** By column: d ln(units) / d ln(other brand's price). */
  readonly crossElasticities: Readonly<Record<string, number>>;
  /** What the forecast knows beside prices and controls: chosen on weeks before those that it predicts. */
  readonly forecastTerms: TermsOfTime;
  /** Rows that could not be used. */
  readonly leftOut: readonly LeftOutRows[];
  /** Columns that could not be used, with the reason. */
  readonly columnsLeftOut: Readonly<Record<string, string>>;
}

/** With fewer rows to spare the normal interval would be too narrow. */
const LEAST_FREEDOM = 10;

/** The brands of a panel, in the order of their names. */
export function brandsOf({ brands }: Panel): string[] {
  return [...new Set(brands)].sort((left, right) => left.localeCompare(right, "en", { numeric: true }));
}

/** How a brand's units answer its price: the elasticity with its interval, and how well it predicts. */
export function evaluateBrand(panel: Panel, brand: string): PanelResult {
  const told = brandSales(panel, brand);
  const form = told.hasZeros ? POISSON : LOG_LOG;
  const { leftOut, columnsLeftOut } = told;
  const shared = { product: brand, observations: told.sales.units.length, form: form.code, leftOut };
  const tooFew = refusalBefore(told);
  const fit = tooFew === undefined ? form.fit(told.sales) : null;
  if (fit === null) {
    return { ...shared, ...NOTHING_TOLD, columnsLeftOut, refused: tooFew ?? refusalAfter(told, brand) };
  }
  const { terms, ...errors } = forecast(told.sales, form);
  const alone = fitAlone(told, form);
  return {
    ...shared,
    ...elasticityOf(fit),
    ...errors,
    curve: responseCurve(told.sales, fit),
    observed: observedCurve(told.sales, fit),
    ownOnly: alone?.weights[0] ?? null,
    crossElasticities: crossElasticities(told, fit),
    forecastTerms: terms,
    columnsLeftOut: { ...columnsLeftOut, ...followers(told, fit) },
  };
}

const NOTHING_TOLD = {
  elasticity: null,
  low: null,
  high: null,
  standardError: null,
  clusteredStandardError: null,
  weightedError: null,
  naiveWeightedError: null,
  curve: [],
  ownOnly: null,
  crossElasticities: {},
  forecastTerms: "NONE",
} as const;

function elasticityOf({ weights, standardError, clusteredStandardError }: WithinFit) {
  const elasticity = weights[0] ?? 0;
  const half = Z95 * clusteredStandardError;
  return { elasticity, low: elasticity - half, high: elasticity + half, standardError, clusteredStandardError };
}

function refusalBefore({ sales, names }: BrandSales): string | undefined {
  const [stores, weeks] = [new Set(sales.store).size, new Set(sales.week).size];
  const rows = sales.units.length;
  if (stores < 2 || weeks < 2) {
    return `its usable rows are of ${stores} ${stores === 1 ? "store" : "stores"} and ${weeks} ${weeks === 1 ? "week" : "weeks"}; at least 2 of both are needed`;
  }
  const needed = names.length + stores + LEAST_FREEDOM;
  if (rows >= needed) return undefined;
  return `it has ${rows} usable rows; ${names.length} columns and ${stores} stores need at least ${needed}`;
}

function refusalAfter({ sales, hasZeros }: BrandSales, brand: string): string {
  const varying = sales.columns[0]?.some((price, row) => {
    const first = sales.store.indexOf(sales.store[row] ?? 0);
    return Math.abs(price - (sales.columns[0]?.[first] ?? price)) > 1e-9;
  });
  if (hasZeros && varying)
    return "its weeks without sales let no elasticity be found: the steps towards it do not settle";
  return `its price, the column ${ownPriceOf(brand)}, does not vary within any store; what a change of it does can be learned only where it changed`;
}

const isPrice = (name: string): boolean => name.startsWith("price");

function fitAlone({ sales, names }: BrandSales, form: ResponseForm): Response | null {
  return form.fit({ ...sales, columns: sales.columns.filter((_, at) => at === 0 || !isPrice(names[at] ?? "")) });
}

function crossElasticities({ names }: BrandSales, { weights, dropped }: WithinFit): Record<string, number> {
  const others = names.map((name, at) => [name, weights[at] ?? 0, at] as const).slice(1);
  return Object.fromEntries(
    others.flatMap(([name, weight, at]) => (isPrice(name) && !dropped.includes(at) ? [[name, weight]] : [])),
  );
}

/** Columns that the fit could not tell from the ones before them. */
const followers = ({ names }: BrandSales, { dropped }: WithinFit): Record<string, string> =>
  Object.fromEntries(dropped.map((at) => [names[at] ?? "", "follows from the columns before it"]));

export const PANEL_IN_WORDS = [
  "A panel of stores and weeks: for each brand ln(units) is regressed on ln of its own price, ln of the other brands' prices, deal and feat, as far as the file has them, with an effect for each store.",
  "Where more than 5 % of a brand's weeks are without sales, Poisson pseudo-likelihood with the same terms takes the place of least squares.",
  "Standard errors count the stores' effects as parameters; the clustered ones, on which the intervals rest, also allow that the weeks of a store, and the stores of a week, have anything in common, such as a promotion of the whole chain.",
  "Errors are the sum of |actual - predicted| units over the sum of actual units in the last 20 % of the weeks, predicted from a fit to the weeks before them and from the prices of their own week; a trend, and a yearly season where two years were seen, are part of the forecast where they do better on the last 20 % of the weeks before, and on the 20 % before these.",
  "The naive guess is the mean of the store's earlier weeks.",
].join(" ");
