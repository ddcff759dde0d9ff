import { groupBy } from "../math/group-by.ts";
import type { PanelResult, PricingReport, PricingResult } from "../scoring/plain.ts";
import { count } from "./count.ts";
import { paragraphs, shortened, table, wrapped } from "./text-table.ts";

/** A panel has more columns, and leaves less room. */
const LONGEST_NAME = { product: 24, brand: 16 };
const MOST_SHOWN = 40;
const MOST_REASONS = 10;

/** What an evaluation of price responses found out, for people: a terminal of 120 columns shows no line broken. */
export function pricingTable(report: PricingReport): string {
  const { results, protocol } = report;
  const answered = results.filter(({ elasticity }) => elasticity !== null);
  const shown = new Set(
    answered.toSorted((left, right) => right.observations - left.observations).slice(0, MOST_SHOWN),
  );
  return paragraphs([
    headOf(results.length, answered.length, shown.size),
    shown.size === 0 ? "" : tableOf(results.filter((result) => shown.has(result))),
    shown.size === 0 ? "" : wrapped(LEGEND),
    ...refusals(results),
    ...results.filter(isPanelResult).flatMap(leftOutOf),
    wrapped(protocol),
    wrapped(figuresOf(report)),
  ]);
}

const LEGEND =
  "Elasticity: by how many percent units change where the price rises by one percent, with its 95 % interval and standard error. Error: the sum of |actual - predicted| over the sum of actual units in the last fifth of the weeks; naive is the same of a guess that knows no price.";

function headOf(all: number, answered: number, shown: number): string {
  const told = `How units answer prices: told of ${count(answered)} out of ${count(all)}`;
  return shown < answered ? `${told}; shown are the ${shown} with most observations.` : `${told}.`;
}

const isPanelResult = (result: PricingResult): result is PanelResult => "clusteredStandardError" in result;

function tableOf(results: readonly PricingResult[]): string {
  const panel = results.some(isPanelResult);
  const heads = ["product", "observations", "form", "elasticity", "[low, high]", "s.e."];
  const cells = results.map((result) => [
    shortened(result.product, panel ? LONGEST_NAME.brand : LONGEST_NAME.product),
    count(result.observations),
    result.form,
    digits(result.elasticity),
    `[${digits(result.low)}, ${digits(result.high)}]`,
    digits(result.standardError),
    ...(panel ? panelCells(result) : []),
    digits(result.weightedError),
    digits(result.naiveWeightedError),
  ]);
  const sides = ["left", "right", "left", "right", "left"] as const;
  return table([...heads, ...(panel ? ["clustered", "own only"] : []), "error", "naive"], cells, sides);
}

const panelCells = (result: PricingResult): string[] =>
  isPanelResult(result) ? [digits(result.clusteredStandardError), digits(result.ownOnly)] : ["-", "-"];

function refusals(results: readonly PricingResult[]): string[] {
  const byReason = groupBy(
    results.filter(({ elasticity }) => elasticity === null),
    ({ refused }) => refused ?? "too little is known",
  );
  const sorted = [...byReason].sort(([, left], [, right]) => right.length - left.length);
  const told = sorted.slice(0, MOST_REASONS).map(([reason, [first, ...more]]) => {
    const who = more.length === 0 ? `${first?.product} has` : `${count(more.length + 1)} have`;
    return wrapped(`${who} no elasticity: ${reason}`);
  });
  const rest = sorted.slice(MOST_REASONS).reduce((sum, [, own]) => sum + own.length, 0);
  return rest === 0 ? told : [...told, `${count(rest)} have none for other reasons.`];
}

function leftOutOf({ product, leftOut, columnsLeftOut }: PanelResult): string[] {
  const rows = leftOut.map((each) => `${count(each.rows)} ${each.rows === 1 ? "row has" : "rows have"} ${each.reason}`);
  const columns = Object.entries(columnsLeftOut).map(([column, reason]) => `column ${column} ${reason}`);
  const all = [...rows, ...columns];
  return all.length === 0 ? [] : [wrapped(`Left out of ${product}: ${all.join("; ")}.`)];
}

const figuresOf = ({ rows, seconds, peakMemoryMb }: PricingReport): string =>
  `${count(rows)} rows; ${seconds.toFixed(1)} seconds, ${count(Math.round(peakMemoryMb))} MB of memory at the peak`;

/** No value is a dash. -0.0004 is 0.000, without a sign. */
function digits(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "-";
  const text = value.toFixed(3);
  return Number(text) === 0 ? "0.000" : text;
}
