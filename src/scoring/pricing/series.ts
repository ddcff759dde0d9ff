import { monthOfWeek, type WeeklySales } from "./sales.ts";

/** A product's weeks as columns, ready to be fitted. */
export interface Series {
  readonly product: string;
  readonly category: string;
  readonly week: Int32Array;
  /** 0 to 11. */
  readonly month: Int32Array;
  readonly place: Int32Array;
  readonly places: number;
  readonly units: Float64Array;
  readonly price: Float64Array;
  /** The price of which others are shares: the geometric mean of those that were asked. */
  readonly reference: number;
  readonly ratio: Float64Array;
  /** ln(price) without promotions. */
  readonly regular: Float64Array;
  /** 1 where the price was cut and the cut was taken back within four weeks. */
  readonly isPromoted: Float64Array;
  /** ln of competitors' median price over its own mean, 0 where none is known; undefined where it tells nothing. */
  readonly competitors: Float64Array | undefined;
  readonly batch: number;
  readonly gaps: number;
  readonly total: number;
}

/** A promotion is a fall of the price by so much (as a logarithm) that is taken back within so many weeks, to as near as that. */
const PROMOTION = { fall: 0.03, weeks: 4, back: 0.02 } as const;
/** Competitors' prices are a regressor where they were known in so many weeks and have moved by so much. */
const COMPETITORS = { weeks: 12, deviation: 0.01 } as const;

export function seriesOf(sales: WeeklySales): Series {
  const { weeks } = sales;
  const column = (value: (row: (typeof weeks)[number]) => number) => Float64Array.from(weeks, value);
  const price = column((row) => row.price);
  const units = column((row) => row.units);
  const regular = regularOf(sales);
  const reference = Math.exp(mean(price.map(Math.log)));
  return {
    product: sales.product,
    category: sales.category ?? "",
    week: Int32Array.from(weeks, ({ week }) => week),
    month: Int32Array.from(weeks, ({ week }) => monthOfWeek(week)),
    place: Int32Array.from(weeks, ({ place }) => place),
    places: sales.places,
    units,
    price,
    reference,
    ratio: price.map((each) => each / reference),
    regular,
    isPromoted: price.map((each, row) => (Math.log(each) < (regular[row] ?? 0) - PROMOTION.fall ? 1 : 0)),
    competitors: competitorsOf(column((row) => row.competitors)),
    batch: sales.batch,
    gaps: sales.gaps,
    total: sum(units),
  };
}

/** The rows of a series that a condition keeps; shares stay those of the same reference price. */
export function rowsOf(series: Series, keep: (row: number) => boolean): Series {
  const pick = <Column extends Float64Array | Int32Array>(column: Column): Column =>
    column.filter((_: number, row: number) => keep(row)) as Column;
  const units = pick(series.units);
  return {
    ...series,
    week: pick(series.week),
    month: pick(series.month),
    place: pick(series.place),
    units,
    price: pick(series.price),
    ratio: pick(series.ratio),
    regular: pick(series.regular),
    isPromoted: pick(series.isPromoted),
    competitors: series.competitors && pick(series.competitors),
    total: sum(units),
  };
}

/** ln(price) by row, without promotions. */
function regularOf({ weeks }: WeeklySales): Float64Array {
  const asked = Float64Array.from(weeks, ({ price }) => Math.log(price));
  const regular = asked.slice();
  for (let row = 1; row < regular.length; row++) {
    const before = regular[row - 1] ?? 0;
    if (weeks[row]?.place !== weeks[row - 1]?.place || (asked[row] ?? 0) > before - PROMOTION.fall) continue;
    for (let later = row + 1; later <= row + PROMOTION.weeks && weeks[later]?.place === weeks[row]?.place; later++) {
      if (Math.abs((asked[later] ?? 0) - before) >= PROMOTION.back) continue;
      regular.fill(before, row, later);
      break;
    }
  }
  return regular;
}

function competitorsOf(prices: Float64Array): Float64Array | undefined {
  const known = prices.filter((price) => !Number.isNaN(price)).map(Math.log);
  if (known.length < COMPETITORS.weeks) return undefined;
  const middle = mean(known);
  const deviation = Math.sqrt(mean(known.map((each) => (each - middle) ** 2)));
  if (deviation < COMPETITORS.deviation) return undefined;
  return prices.map((price) => (Number.isNaN(price) ? 0 : Math.log(price) - middle));
}

export const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

export const mean = (values: Float64Array): number => sum(values) / values.length;

/** How far prices are from the reference, as a logarithm: the standard deviation. */
export const spreadOf = ({ ratio }: Series): number => {
  const logs = ratio.map(Math.log);
  const middle = mean(logs);
  return Math.sqrt(mean(logs.map((each) => (each - middle) ** 2)));
};
