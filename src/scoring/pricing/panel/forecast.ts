import { type Sales, salesWhere } from "./brand-sales.ts";
import { predicted, type ResponseForm } from "./response.ts";

/** How well the last fifth of the weeks is predicted by what lies before. */
export interface Forecast {
  /** Sum of |actual - predicted| / sum of actual units; null where nothing can be predicted, or nothing was sold. */
  readonly weightedError: number | null;
  /** The same of the mean of the store's earlier weeks. */
  readonly naiveWeightedError: number | null;
  /** What the forecast knows beside prices and controls. */
  readonly terms: TermsOfTime;
}

export type TermsOfTime = "NONE" | "TREND" | "SEASON" | "TREND_AND_SEASON";

const TRAINING = 0.8;
const WEEKS_OF_A_YEAR = 52.18;

type Term = (week: number) => number;

/** Two waves a year and half a year long. */
const WAVES: readonly Term[] = [1, 2].flatMap((waves) => {
  const angle = (week: number) => (2 * Math.PI * waves * week) / WEEKS_OF_A_YEAR;
  return [(week) => Math.sin(angle(week)), (week) => Math.cos(angle(week))] satisfies Term[];
});

/** Trend in years, so that its weight is of the size of the others. */
const TERMS: Readonly<Record<TermsOfTime, readonly Term[]>> = {
  NONE: [],
  TREND: [(week) => week / WEEKS_OF_A_YEAR],
  SEASON: WAVES,
  TREND_AND_SEASON: [(week) => week / WEEKS_OF_A_YEAR, ...WAVES],
};

/** Terms of time are chosen inside the training: the weeks that are predicted decide nothing. */
export function forecast(sales: Sales, form: ResponseForm): Forecast {
  const { before, after } = parted(sales);
  const terms = chosenTerms(before, form);
  const naive = meanOfStores(before);
  return {
    weightedError: errorOfModel(before, after, terms, form),
    naiveWeightedError: weightedError(after, (row) => naive[after.store[row] ?? 0] ?? Number.NaN),
    terms,
  };
}

/** The weeks before the last fifth of the weeks that have rows, and those from it on. */
function parted(sales: Sales): { before: Sales; after: Sales } {
  const weeks = weeksOf(sales);
  const cut = weeks[Math.floor(TRAINING * weeks.length)] ?? Number.POSITIVE_INFINITY;
  return {
    before: salesWhere(sales, (row) => (sales.week[row] ?? 0) < cut),
    after: salesWhere(sales, (row) => (sales.week[row] ?? 0) >= cut),
  };
}

const weeksOf = ({ week }: Sales): number[] => [...new Set(week)].sort((left, right) => left - right);

/**
 * Of the terms that do better than none on the last fifth of the training's weeks, and on the fifth before it as well, since what
 * pays once may pay by chance, those that do best on the last. A season is tried where two years of it were seen.
 */
function chosenTerms(training: Sales, form: ResponseForm): TermsOfTime {
  const last = parted(training);
  const folds = [last, parted(last.before)];
  const errorsOf = (terms: TermsOfTime) =>
    folds.map(({ before, after }) => errorOfModel(before, after, terms, form) ?? Number.POSITIVE_INFINITY);
  let best = { terms: "NONE" as TermsOfTime, errors: errorsOf("NONE") };
  const none = best.errors;
  const weeks = weeksOf(training);
  const years = ((weeks.at(-1) ?? 0) - (weeks[0] ?? 0) + 1) / WEEKS_OF_A_YEAR;
  for (const terms of years >= 2 ? (["TREND", "SEASON", "TREND_AND_SEASON"] as const) : (["TREND"] as const)) {
    const errors = errorsOf(terms);
    const better = errors.every((error, fold) => error < (none[fold] ?? 0)) && (errors[0] ?? 0) < (best.errors[0] ?? 0);
    if (better) best = { terms, errors };
  }
  return best.terms;
}

function errorOfModel(before: Sales, after: Sales, terms: TermsOfTime, form: ResponseForm): number | null {
  const [known, asked] = [before, after].map((sales) => ({
    ...sales,
    columns: [...sales.columns, ...TERMS[terms].map((term) => sales.week.map(term))],
  }));
  const fit = known === undefined ? null : form.fit(known);
  if (fit === null || asked === undefined) return null;
  return weightedError(asked, (row) => predicted(fit, asked, row));
}

/** Rows that nothing is predicted for, since their store was not seen before, are left out. */
function weightedError({ units }: Sales, prediction: (row: number) => number): number | null {
  let [missed, sold] = [0, 0];
  for (const [row, actual] of units.entries()) {
    const guess = prediction(row);
    if (Number.isNaN(guess)) continue;
    missed += Math.abs(actual - guess);
    sold += actual;
  }
  return sold > 0 ? missed / sold : null;
}

function meanOfStores({ store, units, storeCount }: Sales): Float64Array {
  const [sums, rows] = [new Float64Array(storeCount), new Float64Array(storeCount)];
  for (const [row, of] of store.entries()) {
    sums[of] = (sums[of] ?? 0) + (units[row] ?? 0);
    rows[of] = (rows[of] ?? 0) + 1;
  }
  return sums.map((sum, of) => sum / (rows[of] ?? 0));
}
