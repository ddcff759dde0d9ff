import type { LiftReport, LiftResult } from "../campaigns/plain.ts";
import { count } from "./count.ts";
import { paragraphs, shortened, table, wrapped } from "./text-table.ts";

const LONGEST_NAME = 16;

/** What an evaluation of an experiment found out, for people: a terminal of 120 columns shows no line broken. */
export function liftTable(report: LiftReport): string {
  const { results, protocol } = report;
  return paragraphs([
    wrapped(headOf(results)),
    liftsOf(results),
    othersOf(results),
    ...warningsOf(results),
    wrapped(protocol),
    wrapped(figuresOf(report)),
  ]);
}

function headOf(results: readonly LiftResult[]): string {
  const arms = new Map(results.map(({ arm, treatedCustomers }) => [arm, treatedCustomers]));
  const treated = [...arms].map(([arm, customers]) => `${count(customers)} treated (${arm})`);
  return `What the treatment changed: ${treated.join(", ")} beside ${count(results[0]?.controlCustomers ?? 0)} of the control.`;
}

const nameCells = ({ outcome, arm }: LiftResult): string[] => [
  shortened(outcome, LONGEST_NAME),
  shortened(arm, LONGEST_NAME),
];

function liftsOf(results: readonly LiftResult[]): string {
  const heads = ["outcome", "arm", "treated", "control", "lift", "[low, high]", "relative", "p"];
  const cells = results.map((result) => [
    ...nameCells(result),
    digits(result.treated),
    digits(result.control),
    signed(result.absolute),
    interval(result.low, result.high),
    result.relative === null ? "-" : `${signed(result.relative * 100, 1)} %`,
    chance(result.pValue),
  ]);
  return table(heads, cells, ["left", "left"]);
}

/** The same lifts as they may be told at every look, and with less noise. */
function othersOf(results: readonly LiftResult[]): string {
  const hasCuped = results.some(({ cupedAbsolute }) => cupedAbsolute !== null);
  const heads = ["outcome", "arm", "at every look", "p", ...(hasCuped ? ["CUPED", "[low, high]", "s.e."] : [])];
  const cells = results.map((result) => [
    ...nameCells(result),
    interval(result.sequentialLow, result.sequentialHigh),
    chance(result.sequentialPValue),
    ...(hasCuped
      ? [signed(result.cupedAbsolute), interval(result.cupedLow, result.cupedHigh), digits(result.cupedStandardError)]
      : []),
  ]);
  return table(heads, cells, ["left", "left"]);
}

function warningsOf(results: readonly LiftResult[]): string[] {
  const thin = results.filter(({ enoughData }) => !enoughData);
  if (thin.length === 0) return [];
  const names = thin.map(({ outcome, arm }) => `${outcome} of ${arm}`).join(", ");
  return [
    wrapped(`Not enough data: ${names}. Too few customers of an arm did anything for its intervals to be believed.`),
  ];
}

const figuresOf = ({ rows, seconds, peakMemoryMb }: LiftReport): string =>
  `${count(rows)} rows; ${seconds.toFixed(1)} seconds, ${count(Math.round(peakMemoryMb))} MB of memory at the peak`;

/** Six places, which rates and the money of small orders need; fewer where there are many digits before the point. */
function digits(value: number | null, places = Math.abs(value ?? 0) < 1000 ? 6 : 2): string {
  if (value === null) return "-";
  const text = value.toFixed(places);
  return Number(text) === 0 ? (0).toFixed(places) : text;
}

function signed(value: number | null, places?: number): string {
  const text = digits(value, places);
  return value !== null && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

const interval = (low: number | null, high: number | null): string =>
  low === null ? "-" : `[${digits(low)}, ${digits(high)}]`;

function chance(pValue: number | null): string {
  if (pValue === null) return "-";
  return pValue < 0.0001 ? "< 0.0001" : pValue.toFixed(4);
}
