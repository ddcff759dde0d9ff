import { fitSeries } from "./fit-series.ts";
import { FORMS, type Form, type FormCode } from "./forms.ts";
import { fitPooled } from "./pooled-fit.ts";
import { rowsOf, type Series, sum } from "./series.ts";

/** The best sellers tell forms apart; more of them take longer and say the same. */
const MOST_PRODUCTS = 150;
/** Every fifth block of four weeks is held out in turn. */
const [FOLDS, BLOCK] = [5, 4];
/** How far products' elasticities lie from the shop's while forms are compared. */
const SPREAD = 1;

export interface FormScore {
  readonly form: FormCode;
  readonly gain: number;
}

export interface PooledEffect {
  /** At the reference price. */
  readonly elasticity: number;
  /** ln of what a promotion sells more. */
  readonly promotion: number;
}

/** What all products together say of price and promotion. */
export function pooledEffect(
  all: readonly Series[],
  indexOf: (series: Series) => Float64Array,
  form: Form,
  usual: PooledEffect,
): PooledEffect {
  const parts = all.map((series) => ({
    columns: [...series.units.keys()].map((row) => [
      form.slope(series.ratio[row] ?? 1, usual.elasticity),
      series.isPromoted[row] ?? 0,
    ]),
    units: [...series.units],
    index: [...indexOf(series)],
  }));
  const [elasticity, promotion] = fitPooled(parts, 2)?.coefficients ?? [];
  if (elasticity === undefined || promotion === undefined) return usual;
  return { elasticity: Math.min(-0.5, elasticity), promotion: Math.max(0, Math.min(1, promotion)) };
}

/**
 * How units depend on the price, the same way for all products, since one alone has too few weeks to tell: the form that gives weeks
 * that it has not seen the highest Poisson likelihood, over all products and folds.
 */
export function chooseForm(
  all: readonly Series[],
  indexOf: (series: Series) => Float64Array,
  usual: PooledEffect,
): { readonly form: Form; readonly scores: readonly FormScore[] } {
  const best = [...all].sort((left, right) => right.total - left.total).slice(0, MOST_PRODUCTS);
  const weeks = sum(best.map(({ units }) => units.length));
  const likelihoods = FORMS.map((form) => {
    const mean = pooledEffect(best, indexOf, form, usual).elasticity;
    const each = best.map((series) => heldOut(series, indexOf(series), form, mean));
    return { form, each, value: sum(each) };
  });
  const [first] = likelihoods;
  const scores = likelihoods.map(({ form, value }) => {
    return { form: form.code, gain: weeks === 0 ? 0 : (value - (first?.value ?? 0)) / weeks };
  });
  const chosen = likelihoods.reduce((left, right) => (right.value > left.value ? right : left));
  return { form: first !== undefined && isAccident(first.each, chosen.each) ? first.form : chosen.form, scores };
}

/** Whether one form does better than the usual one by no more than a standard error over products. */
function isAccident(usual: readonly number[], other: readonly number[]): boolean {
  const gains = other.map((value, place) => value - (usual[place] ?? 0));
  const middle = sum(gains) / gains.length;
  const spread = Math.sqrt(sum(gains.map((gain) => (gain - middle) ** 2)) / Math.max(1, gains.length - 1));
  return !(middle > spread / Math.sqrt(gains.length));
}

function heldOut(series: Series, index: Float64Array, form: Form, mean: number): number {
  const first = series.week[0] ?? 0;
  const foldOf = (row: number) => Math.floor(((series.week[row] ?? 0) - first) / BLOCK) % FOLDS;
  let likelihood = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const isTrained = (row: number) => foldOf(row) !== fold;
    const trained = rowsOf(series, isTrained);
    if (trained.total === 0) continue;
    const own = index.filter((_, row) => isTrained(row));
    const { elasticity, expected } = fitSeries(trained, { index: own, form, prior: { mean, sd: SPREAD } });
    const atOne = own.map((each, row) => each * form.shape(trained.ratio[row] ?? 1, elasticity));
    const level = sum(expected) / Math.max(Number.EPSILON, sum(atOne));
    for (const [row, units] of series.units.entries()) {
      if (isTrained(row)) continue;
      const mu = Math.max(1e-9, level * (index[row] ?? 1) * form.shape(series.ratio[row] ?? 1, elasticity));
      likelihood += (units * Math.log(mu) - mu) / series.batch;
    }
  }
  return likelihood;
}
