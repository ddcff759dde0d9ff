import { groupBy } from "../../math/group-by.ts";
import { quantileOf } from "../../math/quantile.ts";
import {
  type OfferSeen,
  type PriceSince,
  type ProductHistory,
  type SoldLine,
  startOfWeek,
  WEEK_MS,
  type WeeklySales,
  type WeekOfSales,
  weekOf,
} from "./sales.ts";

/** The whole weeks that are looked at: from the first to the last. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A line counts as no more than so many median lines of its product: one large order says nothing of a price. */
const LARGEST_LINE = 10;
/** The smallest quarter of a product's lines tells its price; larger ones may have a discount for many. */
const SMALL = 0.25;
/** Prices that are so many times the median, or as small a part of it, are slips, or other things under the same number. */
const FARTHEST = 2;
/** How improbable a time without sales must be to be one in which the product was not on offer. */
const NOT_ON_OFFER = 1e-4;
/** Where a product is new, its first weeks are about its being new. */
const NEW_WEEKS = 8;
/** A place is told apart where it has at least this share of the lines. */
const LEAST_SHARE = 0.15;
/** Places whose prices differ by less in the same week are one. */
const SAME_PRICE = 0.01;
const OFFERS_LAST = 8 * WEEK_MS;

/** The weeks of a product's sales; none where nothing was sold in the span. */
export function weeklySales(history: ProductHistory, span: Span): WeeklySales {
  const lines = history.lines.filter(({ at, quantity, unitPrice }) => {
    const week = weekOf(at);
    return week >= span.first && week <= span.last && quantity > 0 && unitPrice > 0;
  });
  const counted = withoutLargeLines(lines);
  const places = placesOf(counted);
  const all = [...places].map((place, number) => {
    const own = place === undefined ? counted : counted.filter(({ channel }) => channel === place);
    return weeksAt(own, number, history, span);
  });
  const quantities = counted.map(({ quantity }) => quantity);
  const units = sum(quantities);
  return {
    product: history.product,
    ...(history.category !== undefined && { category: history.category }),
    weeks: all.flatMap(({ weeks }) => weeks),
    places: places.length,
    batch: units === 0 ? 1 : sum(quantities.map((each) => each * each)) / units,
    gaps: sum(all.map(({ gaps }) => gaps)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const median = (values: readonly number[]): number => quantileOf(values, 0.5);

function withoutLargeLines(lines: readonly SoldLine[]): SoldLine[] {
  if (lines.length === 0) return [];
  const most = Math.max(1, LARGEST_LINE * median(lines.map(({ quantity }) => quantity)));
  return lines.map((line) => (line.quantity > most ? { ...line, quantity: most } : line));
}

/** The channels that have prices of their own; one place for all of them, undefined, where they have not. */
function placesOf(lines: readonly SoldLine[]): readonly (string | undefined)[] {
  const byChannel = groupBy(lines, ({ channel }) => channel);
  const large = [...byChannel].filter(([, own]) => own.length >= LEAST_SHARE * lines.length).map(([name]) => name);
  if (large.length < 2) return [undefined];
  const gaps = [...groupBy(lines, ({ at }) => weekOf(at)).values()].flatMap((week) => {
    const prices = large.flatMap((name) => {
      const own = week.filter(({ channel }) => channel === name).map(({ unitPrice }) => unitPrice);
      return own.length === 0 ? [] : [median(own)];
    });
    return prices.length < 2 ? [] : [Math.log(Math.max(...prices) / Math.min(...prices))];
  });
  return gaps.length > 0 && median(gaps) > SAME_PRICE ? large.sort() : [undefined];
}

function weeksAt(lines: readonly SoldLine[], place: number, history: ProductHistory, span: Span) {
  const byWeek = groupBy(lines, ({ at }) => weekOf(at));
  const sold = [...byWeek.keys()].sort((left, right) => left - right);
  const [firstSold] = sold;
  if (firstSold === undefined) return { weeks: [], gaps: 0 };
  const isNew = firstSold > span.first + NEW_WEEKS;
  const first = isNew ? firstSold + NEW_WEEKS : firstSold;
  const small = quantileOf(
    lines.map(({ quantity }) => quantity),
    SMALL,
  );
  let price = priceOf(lines, small) ?? Number.NaN;
  const weeks: WeekOfSales[] = [];
  for (let week = firstSold; week <= span.last; week++) {
    const own = byWeek.get(week) ?? [];
    price = priceOf(own, small) ?? askedAt(history.prices, week) ?? price;
    const units = sum(own.map(({ quantity }) => quantity));
    if (week >= first) weeks.push({ week, place, units, price, competitors: offeredAt(history.offers, week) });
  }
  return withoutGaps(withoutSlips(weeks), lines.length / Math.max(1, sold.length));
}

/**
 * What one unit was sold for in a week: the mean over its small lines, so that a discount for many is no cut of the price; without
 * those that are far off. undefined where no line of the week is small.
 */
function priceOf(lines: readonly SoldLine[], small: number): number | undefined {
  const prices = lines.filter(({ quantity }) => quantity <= small).map(({ unitPrice }) => unitPrice);
  if (prices.length === 0) return undefined;
  const middle = median(prices);
  const near = prices.filter((price) => isNear(price, middle));
  return sum(near) / near.length;
}

const isNear = (price: number, middle: number): boolean => price <= FARTHEST * middle && price >= middle / FARTHEST;

/** Without weeks whose price is far from the product's usual one: a slip, a sale of the last ones, another thing under its number. */
function withoutSlips(weeks: readonly WeekOfSales[]): WeekOfSales[] {
  const usual = median(weeks.map(({ price }) => price));
  return weeks.filter(({ price }) => isNear(price, usual));
}

/** The price that was asked in the middle of a week; undefined where it is not known. */
function askedAt(prices: readonly PriceSince[], week: number): number | undefined {
  const moment = startOfWeek(week) + WEEK_MS / 2;
  const price = prices.findLast(({ from }) => from <= moment)?.price;
  return price === undefined || !(price > 0) ? undefined : price;
}

function offeredAt(offers: readonly OfferSeen[], week: number): number {
  const end = startOfWeek(week + 1);
  const latest = new Map<string, number>();
  for (const { competitor, at, price } of offers) {
    if (at < end && at >= end - OFFERS_LAST && price > 0) latest.set(competitor, price);
  }
  return median([...latest.values()]);
}

/** Leaves out times without sales that chance would hardly make: the product was sold out, or not shown. */
function withoutGaps(weeks: readonly WeekOfSales[], linesOfASoldWeek: number) {
  const soldShare = weeks.filter(({ units }) => units > 0).length / Math.max(1, weeks.length);
  const expected = linesOfASoldWeek * Math.max(soldShare, Number.EPSILON);
  const longest = Math.max(2, Math.ceil(-Math.log(NOT_ON_OFFER) / expected));
  const kept: WeekOfSales[] = [];
  let quiet: WeekOfSales[] = [];
  let gaps = 0;
  const settle = () => {
    if (quiet.length > longest) gaps += quiet.length;
    else kept.push(...quiet);
    quiet = [];
  };
  for (const week of weeks) {
    if (week.units === 0) quiet.push(week);
    else {
      settle();
      kept.push(week);
    }
  }
  settle();
  return { weeks: kept, gaps };
}
