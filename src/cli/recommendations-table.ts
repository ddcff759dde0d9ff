import type { EvaluationReport, StrategyResult } from "../scoring/plain.ts";
import { count } from "./count.ts";
import { paragraphs, shortened, table, wrapped } from "./text-table.ts";

const LONGEST_NAME = 30;

type Difference = StrategyResult["difference"]["toBest"];

/** What an evaluation of recommenders found out, for people: a terminal of 120 columns shows no line broken. */
export function recommendationsTable(report: EvaluationReport): string {
  const { results, protocol, k } = report;
  return paragraphs([
    `Recommendations, measured at ${k}; best first by NDCG.`,
    accuracyTable(results),
    wrapped(
      "[low, high] are 95 % bootstrap intervals. The differences are paired, customer by customer; * marks those whose interval excludes zero.",
    ),
    otherMetrics(results),
    wrapped(
      "Coverage: share of the catalogue that is recommended to anybody. Novelty: mean -log2 of the share of customers who have the product. Gini: 0 where all products are recommended equally often.",
    ),
    settingsOf(results),
    ...report.refused.map(({ strategy, reason }) =>
      wrapped(`${nameOf(strategy)} could not learn from this history: ${reason}`),
    ),
    wrapped(protocol),
    wrapped(figuresOf(report)),
  ]);
}

function accuracyTable(results: readonly StrategyResult[]): string {
  const heads = ["strategy", "NDCG", "[low, high]", "to popularity", "to the best"];
  const cells = results.map(({ strategy, ndcg, ndcgLow, ndcgHigh, difference }) => [
    nameOf(strategy),
    digits(ndcg),
    `[${digits(ndcgLow)}, ${digits(ndcgHigh)}]`,
    differenceOf(difference.toPopularity),
    differenceOf(difference.toBest),
  ]);
  return table(heads, cells, ["left", "right", "left", "left", "left"]);
}

function otherMetrics(results: readonly StrategyResult[]): string {
  const heads = ["strategy", "recall", "capped", "precision", "MAP", "MRR", "hit rate", "coverage"];
  const cells = results.map((each) => [
    nameOf(each.strategy),
    ...[each.recall, each.cappedRecall, each.precision, each.map, each.mrr, each.hitRate, each.coverage].map(digits),
    ...[each.novelty, each.gini].map(digits),
    each.trainSeconds.toFixed(1),
  ]);
  return table([...heads, "novelty", "Gini", "train s"], cells, ["left"]);
}

function differenceOf(difference: Difference): string {
  if (difference === null) return "-";
  const { mean, low, high } = difference;
  const excludesZero = low > 0 || high < 0;
  return `${signed(mean)} [${signed(low)}, ${signed(high)}]${excludesZero ? " *" : ""}`;
}

function settingsOf(results: readonly StrategyResult[]): string {
  const told = results.flatMap(({ strategy, settings }) => {
    const pairs = Object.entries(settings).map(
      ([name, value]) => `${name} ${value === Number.POSITIVE_INFINITY ? "never" : value}`,
    );
    return pairs.length === 0 ? [] : [wrapped(`${nameOf(strategy)}: ${pairs.join(", ")}`, "    ")];
  });
  return told.length === 0 ? "" : ["Settings", ...told.map((line) => `  ${line}`)].join("\n");
}

function figuresOf({ rows, rowCounts, seconds, peakMemoryMb, counts, results }: EvaluationReport): string {
  return [
    `${count(rows)} rows, of which ${count(rowCounts.skipped)} skipped and ${count(rowCounts.rejected)} rejected`,
    `${count(counts.customers)} customers with ${count(counts.products)} products in ${count(counts.pairs)} pairs to learn from`,
    `${count(counts.targets)} targets of ${count(results[0]?.users ?? 0)} customers to find`,
    `${count(counts.customersWithoutTarget)} customers without a target are left out`,
    `${seconds.toFixed(1)} seconds, ${count(Math.round(peakMemoryMb))} MB of memory at the peak`,
  ].join("; ");
}

const nameOf = (strategy: string): string => shortened(strategy, LONGEST_NAME);

const digits = (value: number): string => value.toFixed(4);

/** 0 has no sign, also where it is -0.00004. */
const signed = (value: number): string => {
  const text = digits(value);
  if (Number(text) === 0) return digits(0);
  return value > 0 ? `+${text}` : text;
};
