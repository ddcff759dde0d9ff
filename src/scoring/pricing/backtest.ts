import { demandAt } from "./demand.ts";
import { formOf } from "./forms.ts";
import { type Learned, type LearnOptions, learnResponses } from "./learn-responses.ts";
import { type Backtest, LEAST, type PriceResponses } from "./response.ts";
import { monthOfWeek, type ProductHistory, weekOf } from "./sales.ts";
import { mean, type Series, sum } from "./series.ts";
import type { Span } from "./weekly-sales.ts";

/** The last fifth of the weeks is held out. */
const HELD_OUT = 0.2;
/** Fewer weeks cannot be divided. */
const FEWEST_WEEKS = 10;

export interface Measured {
  readonly responses: PriceResponses;
  /** Over all products that were not refused in the weeks before; undefined where nothing can be held out. */
  readonly total: Backtest | undefined;
}

/** The whole weeks between the first and the last sale; undefined where there are none. The week of the last sale may not be over. */
export function spanOf(histories: readonly ProductHistory[], most: number): Span | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { lines } of histories) {
    for (const { at } of lines) {
      first = Math.min(first, weekOf(at));
      last = Math.max(last, weekOf(at));
    }
  }
  return last - first < 2 ? undefined : { first: Math.max(first + 1, last - most), last: last - 1 };
}

/** Learns from all weeks, and measures on the last fifth of them what would have been learned from those before. */
export function learnAndMeasure(histories: readonly ProductHistory[], options: LearnOptions): Measured {
  const { responses, series } = learnResponses(histories, options);
  const { span } = options;
  const weeks = Math.floor((span.last - span.first + 1) * HELD_OUT);
  if (weeks * (1 / HELD_OUT) < FEWEST_WEEKS) return { responses, total: undefined };
  const past = learnResponses(histories, { ...options, span: { first: span.first, last: span.last - weeks } });
  const later = new Map(series.map((each) => [each.product, each]));
  const told = new Map(
    past.series.flatMap((before) => {
      const all = later.get(before.product);
      const sums = all && predict(before, all, past, span.last - weeks);
      return sums === undefined ? [] : [[before.product, sums] as const];
    }),
  );
  const products = responses.products.map((each) => {
    const sums = told.get(each.product);
    return { ...each, backtest: sums && errorsOf(sums, weeks) };
  });
  return { responses: { ...responses, products }, total: errorsOf(total([...told.values()]), weeks) };
}

interface Sums {
  readonly units: number;
  readonly error: number;
  readonly naive: number;
}

const total = (all: readonly Sums[]): Sums => ({
  units: sum(all.map(({ units }) => units)),
  error: sum(all.map(({ error }) => error)),
  naive: sum(all.map(({ naive }) => naive)),
});

function errorsOf({ units, error, naive }: Sums, weeks: number): Backtest | undefined {
  return units > 0 ? { weeks, weightedError: error / units, naiveWeightedError: naive / units } : undefined;
}

/** The weeks after `last` from what was known then: the level of late, the season's move, and the price of each week. */
function predict(before: Series, all: Series, { responses, market }: Learned, last: number): Sums | undefined {
  const response = responses.products.find(({ product }) => product === before.product);
  if (response === undefined || response.refusal !== undefined) return undefined;
  const demand = demandAt(response, formOf(responses.form), response.elasticity);
  const isLate = (row: number) => (before.week[row] ?? 0) > last - LEAST.recentWeeks;
  const lateSeason = mean(before.month.length === 0 ? new Float64Array([1]) : lateSeasons());
  const lateUnits =
    sum(before.units.filter((_, row) => isLate(row))) /
    Math.max(1, before.units.filter((_, row) => isLate(row)).length);
  let [units, error, naive] = [0, 0, 0];
  for (const [row, actual] of all.units.entries()) {
    const week = all.week[row] ?? 0;
    if (week <= last) continue;
    const season = market.seasonOf(before.category, monthOfWeek(week)) / lateSeason;
    const promotion = all.isPromoted[row] === 1 ? responses.promotion : 1;
    const expected = (demand(all.price[row] ?? 0) / before.places) * season * promotion;
    units += actual;
    error += Math.abs(actual - expected);
    naive += Math.abs(actual - lateUnits);
  }
  return { units, error, naive };

  function lateSeasons(): Float64Array {
    const late = before.month.filter((_, row) => isLate(row));
    return Float64Array.from(late.length === 0 ? before.month : late, (month) =>
      market.seasonOf(before.category, month),
    );
  }
}
