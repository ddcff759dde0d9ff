import { normalQuantile } from "../../math/normal-quantile.ts";
import { quantileOf } from "../../math/quantile.ts";
import { chooseForm, type FormScore, type PooledEffect, pooledEffect } from "./choose-form.ts";
import { fitSeries } from "./fit-series.ts";
import { bandOf, changesAYear, type RepricingBand, repricingBands } from "./follows-demand.ts";
import { type Form, type FormCode, formOf } from "./forms.ts";
import { type Market, marketOf } from "./market.ts";
import { type OwnEstimate, type Pool, poolOf, shrink } from "./pool.ts";
import { LEAST, type PriceResponses, type ProductResponse } from "./response.ts";
import type { ProductHistory } from "./sales.ts";
import { rowsOf, type Series, seriesOf, spreadOf, sum } from "./series.ts";
import { type FittedSeries, standardError, type Waves, waveOfMean, wavesOf } from "./standard-errors.ts";
import { type Span, weeklySales } from "./weekly-sales.ts";

/** What is learned, and what it takes to tell the weeks that come. */
export interface Learned {
  readonly responses: PriceResponses;
  readonly market: Market;
  readonly series: readonly Series[];
}

export interface LearnOptions {
  readonly span: Span;
  /** Left out: chosen on held-out weeks. */
  readonly form?: FormCode;
}

/** What is believed of price and promotion before anything is known: the middle of Tellis's (1988) and Bijmolt's (2005) surveys. */
const BEFOREHAND: PooledEffect = { elasticity: -2.2, promotion: 0.1 };
const ROUNDS = 3;
/** How sure it must be that a higher price sells fewer units: by how many standard deviations the elasticity is below 0. */
const SURE = normalQuantile(LEAST.certainty);
/** A price is another one where it differs by so much, as a logarithm. */
const APART = 0.02;
/** Standard errors are compared over halves of the time in which the price has moved by so much. */
const MOVED = 0.03;
const FARTHEST = 3;
/** Fewer products whose halves can be compared say nothing of standard errors. */
const FEWEST_HALVED = 5;
/** As if demand of late had been observed for so many weeks more at its long-run level. */
const AS_USUAL_WEEKS = 4;

/** Learns how each product's units answer to its price from all that was sold in a span of weeks. */
export function learnResponses(histories: readonly ProductHistory[], { span, form: given }: LearnOptions): Learned {
  const sales = histories.map((history) => weeklySales(history, span)).filter(({ weeks }) => weeks.length > 0);
  const all = sales.map(seriesOf);
  const varied = all.filter((series) => hasEnough(series) && pricesVary(series));
  const rough = controlled(all, varied, formOf("LOG_LOG"), BEFOREHAND);
  const bands = repricingBands(varied, rough.market.indexOf, formOf("LOG_LOG"), rough.effect.elasticity);
  const free = varied.filter((series) => !followsDemand(series, bands));
  const { form, scores } = formFor(free, rough, given);
  const { market: first, effect } = controlled(all, free, form, rough.effect);
  const shop = { all, varied, free, bands, form, effect };
  const before = estimate(shop, first);
  const believed = believedBy(shop, before);
  const market = marketOf(all, (series) => effectOf(series, form, { ...effect, elasticity: believed(series) }));
  const { own, pool, widened, waves } = estimate(shop, market);
  const responses: PriceResponses = {
    form: form.code,
    forms: scores,
    shop: pool.shop && { elasticity: pool.shop.mean, spread: pool.shop.sd },
    pooled: pool.products,
    promotion: Math.exp(effect.promotion),
    bands,
    widened,
    weeks: span,
    products: all.map((series) => responseOf(series, own.get(series), { ...shop, market, pool, waves }, span)),
  };
  return { responses, market, series: all };
}

interface Shop {
  readonly all: readonly Series[];
  /** Those whose own weeks can be fitted, and of these the ones whose prices do not follow demand. */
  readonly varied: readonly Series[];
  readonly free: readonly Series[];
  readonly bands: readonly RepricingBand[];
  readonly form: Form;
  readonly effect: PooledEffect;
}

interface Estimates {
  readonly own: ReadonlyMap<Series, Omit<OwnEstimate, "category">>;
  readonly pool: Pool;
  readonly widened: number;
  readonly waves: Waves;
}

/** How little is known of a product's elasticity before it is fitted. */
const OPEN = 10;

/** What each product says by itself, with what moves all of them taken out, and what that makes the others believe. */
function estimate({ varied, free, form, effect }: Shop, market: Market): Estimates {
  const prior = { mean: effect.elasticity, sd: OPEN };
  const fit = (series: Series): FittedSeries => {
    return { series, fit: fitSeries(series, { index: indexFor(series, market, effect), form, prior }) };
  };
  const fitted = varied.map(fit);
  const waves = wavesOf(fitted);
  const widened = widening(free, fit, waves);
  const own = new Map(
    fitted.map((each) => {
      const { elasticity } = each.fit;
      return [each.series, { elasticity, standardError: widened * standardError(each, waves) }] as const;
    }),
  );
  const estimates = free.flatMap((series) => {
    const said = own.get(series);
    return said === undefined ? [] : [{ category: series.category, information: informationOf(series), ...said }];
  });
  return { own, pool: poolOf(withEvenErrors(estimates)), widened, waves };
}

/** What the elasticity of a series could be told by: how much was sold, and how far prices lay apart. */
const informationOf = (series: Series): number => series.total * spreadOf(series) ** 2;

/**
 * Standard errors as they are for a product with so much information. Its own depends on what was estimated: buyers who mind prices
 * much buy little at high ones, and say so less surely; weighed by that, the shop's buyers would seem to mind prices less.
 */
function withEvenErrors(estimates: readonly (OwnEstimate & { readonly information: number })[]): OwnEstimate[] {
  const usual = quantileOf(
    estimates.map(({ standardError, information }) => standardError ** 2 * information),
    0.5,
  );
  return estimates.map((each) => ({ ...each, standardError: Math.sqrt(usual / each.information) }));
}

/** The elasticity of each product as far as it is known; that of all together where nothing else is. */
function believedBy({ bands, effect }: Shop, { own, pool }: Estimates): (series: Series) => number {
  return (series) => {
    const said = followsDemand(series, bands) ? undefined : own.get(series);
    return believe(said, pool.of(series.category))?.mean ?? effect.elasticity;
  };
}

const hasEnough = ({ units, places, total }: Series): boolean =>
  units.length >= LEAST.weeks * places && total >= LEAST.units;

const pricesVary = (series: Series): boolean =>
  pricePointsOf(series) >= LEAST.pricePoints && spreadOf(series) >= LEAST.spread;

const followsDemand = (series: Series, bands: readonly RepricingBand[]): boolean =>
  bandOf(bands, changesAYear(series))?.followsDemand === true;

/** How often the price has changed by as much as APART and stayed so for a week or more, and one for the first. */
function pricePointsOf({ price, place }: Series): number {
  let [points, now] = [0, Number.NaN];
  for (const [row, asked] of price.entries()) {
    const isSame = place[row] === place[row - 1] && Math.abs(Math.log(asked / now)) < APART;
    if (isSame) continue;
    points += 1;
    now = asked;
  }
  return points;
}

interface Controlled {
  readonly market: Market;
  readonly effect: PooledEffect;
}

/** What moves all products and what the price does, each found given the other, in turn. */
function controlled(all: readonly Series[], free: readonly Series[], form: Form, start: PooledEffect): Controlled {
  let effect = start;
  let market = marketOf(all, (series) => effectOf(series, form, effect));
  for (let round = 0; round < ROUNDS && free.length > 0; round++) {
    effect = pooledEffect(free, market.indexOf, form, effect);
    const now = effect;
    market = marketOf(all, (series) => effectOf(series, form, now));
  }
  return { market, effect };
}

const effectOf = (series: Series, form: Form, { elasticity, promotion }: PooledEffect): Float64Array =>
  series.ratio.map((ratio, row) => form.shape(ratio, elasticity) * Math.exp(promotion * (series.isPromoted[row] ?? 0)));

const indexFor = (series: Series, market: Market, { promotion }: PooledEffect): Float64Array =>
  market.indexOf(series).map((index, row) => index * Math.exp(promotion * (series.isPromoted[row] ?? 0)));

function formFor(free: readonly Series[], { market, effect }: Controlled, given: FormCode | undefined) {
  if (given !== undefined) return { form: formOf(given), scores: [] as FormScore[] };
  if (free.length === 0) return { form: formOf("LOG_LOG"), scores: [] as FormScore[] };
  return chooseForm(free, market.indexOf, effect);
}

/**
 * Two halves of the time should tell the same elasticity within their standard errors; the root mean square of what they differ by, in
 * standard errors, is by how much these are too small. Never less than 1.
 */
function widening(free: readonly Series[], fit: (series: Series) => FittedSeries, waves: Waves): number {
  const squares = free.flatMap((series) => {
    const middle = ((series.week[0] ?? 0) + (series.week.at(-1) ?? 0)) / 2;
    const halves = [
      rowsOf(series, (row) => (series.week[row] ?? 0) < middle),
      rowsOf(series, (row) => (series.week[row] ?? 0) >= middle),
    ];
    if (halves.some((half) => half.units.length < 2 || half.total < LEAST.units || spreadOf(half) < MOVED)) return [];
    const [first, second] = halves.map(fit);
    if (first === undefined || second === undefined) return [];
    const error = Math.hypot(standardError(first, waves), standardError(second, waves));
    return [Math.min(FARTHEST, Math.abs(first.fit.elasticity - second.fit.elasticity) / error) ** 2];
  });
  return squares.length < FEWEST_HALVED ? 1 : Math.max(1, Math.sqrt(sum(squares) / squares.length));
}

interface Told extends Shop {
  readonly market: Market;
  readonly waves: Waves;
  readonly pool: Pool;
}

function responseOf(
  series: Series,
  own: { readonly elasticity: number; readonly standardError: number } | undefined,
  shop: Told,
  span: Span,
): ProductResponse {
  const { product, category, gaps, places, price, units, total, reference } = series;
  const follows = own !== undefined && followsDemand(series, shop.bands);
  const prior = shop.pool.of(category);
  const believed = believe(follows ? undefined : own, prior);
  const { level, levelError, recentPrices } = levelOf(series, believed?.mean ?? BEFOREHAND.elasticity, shop, span);
  return {
    product,
    category,
    weeks: Math.round(units.length / places),
    gaps,
    units: total,
    pricePoints: pricePointsOf(series),
    lowestPrice: Math.min(...price),
    highestPrice: Math.max(...price),
    latestPrice: price.at(-1) ?? reference,
    reference,
    elasticity: believed?.mean ?? Number.NaN,
    deviation: believed?.sd ?? Number.NaN,
    own,
    shrinkage: believed?.shrinkage ?? 1,
    changesAYear: changesAYear(series),
    followsDemand: follows,
    hasCompetitors: series.competitors !== undefined,
    level,
    levelError,
    recentPrices,
    spread: spreadOf(series),
    refusal: refusalOf(series, believed, follows && prior === undefined, span),
    backtest: undefined,
  };
}

function believe(own: { elasticity: number; standardError: number } | undefined, prior: ReturnType<Pool["of"]>) {
  if (own !== undefined) return shrink(own, prior);
  return prior === undefined ? undefined : { ...prior, shrinkage: 1 };
}

function refusalOf(
  series: Series,
  believed: ReturnType<typeof believe>,
  cannotTell: boolean,
  span: Span,
): ProductResponse["refusal"] {
  const isGone = (series.week.at(-1) ?? 0) <= span.last - LEAST.recentWeeks;
  if (!hasEnough(series) || isGone) return "NOT_ENOUGH_DATA";
  if (!pricesVary(series) || cannotTell || believed === undefined) return "NOT_ENOUGH_PRICE_VARIATION";
  const isElastic = believed.mean < -1 && believed.mean + SURE * believed.sd < 0;
  return isElastic ? undefined : "INELASTIC_OR_WRONG_SIGN";
}

/** Units a week as demand was in the last weeks, at the prices of these; what they are too few to tell is taken from before. */
function levelOf(series: Series, elasticity: number, { market, effect, form, waves }: Told, span: Span) {
  const effects = effectOf(series, form, { ...effect, elasticity });
  const index = market.indexOf(series);
  const isRecent = (row: number): boolean => (series.week[row] ?? 0) > span.last - LEAST.recentWeeks;
  const recent = rowsOf(series, isRecent);
  const weeks = recent.units.length;
  const usual = series.total / Math.max(Number.EPSILON, sum(effects.map((each, row) => each * (index[row] ?? 1))));
  const expected = sum(effects.map((each, row) => (isRecent(row) ? usual * each * (index[row] ?? 1) : 0)));
  const before = AS_USUAL_WEEKS * series.places;
  const units = recent.total + (weeks === 0 ? usual * before : (before * expected) / weeks);
  return {
    level: (units / (weeks + before)) * series.places,
    levelError: Math.sqrt(series.batch / Math.max(1, units) + waveOfMean(waves, weeks / series.places)),
    recentPrices: weeks === 0 ? [series.price.at(-1) ?? series.reference] : [...recent.price],
  };
}
