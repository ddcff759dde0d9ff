import type { CustomerRow } from "./tables.ts";
import type { Things } from "./things.ts";
import { countedOrders, netSpent, recency } from "./totals.ts";

const LABELS = [
  ["Hibernating", "Hibernating", "At risk", "At risk", "Cannot lose them"],
  ["Hibernating", "Hibernating", "At risk", "At risk", "Cannot lose them"],
  ["About to sleep", "About to sleep", "Need attention", "Loyal customers", "Loyal customers"],
  ["Promising", "Potential loyalists", "Potential loyalists", "Loyal customers", "Loyal customers"],
  ["New customers", "Potential loyalists", "Potential loyalists", "Champions", "Champions"],
];

/** The scores of a customer with orders; the cut points were found at the present moment. */
export function rfmOf(row: CustomerRow, things: Things): object {
  const buyers = things.tables.customers.filter((each) => countedOrders(each, things).length > 0);
  const passed = (value: (of: CustomerRow) => number): number =>
    [0.2, 0.4, 0.6, 0.8].filter((share) => value(row) > quantile(buyers.map(value), share)).length;
  const days = 5 - passed((each) => recency(each, things));
  const frequency = 1 + passed((each) => countedOrders(each, things).length);
  const monetary = 1 + passed((each) => Number(netSpent(each, things)));
  return { recency: days, frequency, monetary, label: LABELS[days - 1]?.[frequency - 1] };
}

/** Type 7: linear between order statistics. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
