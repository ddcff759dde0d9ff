import Big from "big.js";
import { modelOf } from "./models.ts";
import { byText, money, only, shopCurrency, sum, type Things } from "./things.ts";

const STRATEGIES = ["HYBRID", "COLLABORATIVE", "REGRESSION", "SESSION", "CONTENT_BASED", "POPULAR"];
const WINDOW = 7 * 24 * 3600 * 1000;

/** A recommendation that a customer saw, with what is told by its id. */
interface Shown {
  readonly customer: string;
  readonly recommendation: string;
  readonly at: number;
  readonly strategy: string;
  readonly model: string;
  readonly product: string;
}

interface Span {
  readonly from: string;
  readonly to: string;
}

export function reportOf(things: Things, { from, to }: Span): readonly object[] {
  const seen = shownBetween(things, Date.parse(from), Date.parse(to) + WINDOW);
  const counted = seen.filter(({ at }) => at < Date.parse(to));
  const keys = [...new Set(counted.map(({ strategy, model }) => `${strategy} ${model}`))];
  return keys
    .map((key) => key.split(" ") as [string, string])
    .sort(([one, first], [other, second]) => byText(one, other) || newestFirst(first, second))
    .map(([strategy, model]) => {
      const own = counted.filter((each) => each.strategy === strategy && each.model === model);
      const revenues = own.map((each) => revenueOf(each, seen, things)).filter((revenue) => revenue !== undefined);
      const clicked = own.filter((each) => isClicked(each, things)).length;
      const found = things.tables.models.find(({ id }) => id.replaceAll("-", "") === model);
      return {
        strategy,
        model: found === undefined ? null : modelOf(found),
        shown: own.length,
        clicked,
        converted: revenues.length,
        clickThroughRate: estimateOf(clicked, own.length),
        conversionRate: estimateOf(revenues.length, own.length),
        revenue: money(sum(revenues), shopCurrency(things)),
      };
    });
}

/** The greater id first; of no model last. */
const newestFirst = (one: string, other: string): number => byText(other, one);

/** Each once for each customer, at the first time. */
function shownBetween({ tables }: Things, from: number, to: number): readonly Shown[] {
  const first = new Map<string, Shown>();
  for (const { customer_id: customer, type, recommendation_id: recommendation, occurred_at } of tables.touchpoints) {
    const at = occurred_at.getTime();
    const parts = /^rec_0([1-6])(.{32})(.{32})[0-9a-f]{14}$/.exec(recommendation ?? "");
    if (type !== "RECOMMENDATION_SHOWN" || recommendation === null || parts === null || at >= to) continue;
    const [, code, model = "", product = ""] = parts;
    const known = first.get(`${customer} ${recommendation}`);
    if (known !== undefined && known.at <= at) continue;
    const strategy = STRATEGIES[Number(code) - 1] ?? "";
    first.set(`${customer} ${recommendation}`, { customer, recommendation, at, strategy, model, product });
  }
  return [...first.values()].filter(({ at }) => at >= from);
}

const isClicked = ({ customer, recommendation, at }: Shown, { tables }: Things): boolean =>
  tables.touchpoints.some(
    ({ customer_id, type, recommendation_id, occurred_at }) =>
      customer_id === customer &&
      type === "RECOMMENDATION_CLICKED" &&
      recommendation_id === recommendation &&
      occurred_at.getTime() >= at &&
      occurred_at.getTime() <= at + WINDOW,
  );

/** What came of it before the product was shown again; undefined where nothing did. */
function revenueOf(shown: Shown, seen: readonly Shown[], { tables }: Things): Big | undefined {
  const { customer, product, at } = shown;
  const later = seen
    .filter((each) => each.customer === customer && each.product === product && isAfter(each, shown))
    .map((each) => each.at);
  const amounts = tables.lines.flatMap((line) => {
    const order = only(tables.orders.find(({ id }) => id === line.order_id));
    const placed = order.placed_at.getTime();
    const isOwn = line.customer_id === customer && line.product_id.replaceAll("-", "") === product;
    if (!isOwn || order.status === "CANCELLED" || placed < at || placed > at + WINDOW) return [];
    if (placed >= Math.min(...later)) return [];
    const kept = line.quantity - line.refunded_quantity;
    return [new Big(line.total).times(order.rate).times(kept).div(line.quantity)];
  });
  return amounts.length === 0 ? undefined : sum(amounts);
}

const isAfter = (one: Shown, other: Shown): boolean =>
  one.at > other.at || (one.at === other.at && one.recommendation > other.recommendation);

/** Wilson's interval: the shares p for which |share - p| = z sqrt(p (1 - p) / n). */
function estimateOf(successes: number, n: number): object {
  const z = 1.959963984540054;
  const value = successes / n;
  const root = z * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
  const [middle, scale] = [value + (z * z) / (2 * n), 1 + (z * z) / n];
  return {
    value,
    low: Math.max(0, (middle - root) / scale),
    high: Math.min(1, (middle + root) / scale),
    confidence: 0.95,
  };
}
