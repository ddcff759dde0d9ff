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
    missingOf(results),
    ...warningsOf(results),
    wrapped(protocol),
    wrapped(figuresOf(report)),
  ]);
}

/** With those who are missing in one outcome or another. */
function headOf(results: readonly LiftResult[]): string {
  const arms = new Map(results.map((result) => [result.arm, result.treatedCustomers + result.treatedMissing]));
  const treated = [...arms].map(([arm, customers]) => `${count(customers)} treated (${arm})`);
  const control = results[0] ? results[0].controlCustomers + results[0].controlMissing : 0;
  return `What the treatment changed: ${treated.join(", ")} beside ${count(control)} of the control.`;
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

/** How many count, where somebody does not. */
function missingOf(results: readonly LiftResult[]): string {
  const some = results.filter(({ treatedMissing, controlMissing }) => treatedMissing + controlMissing > 0);
  if (some.length === 0) return "";
  const heads = ["outcome", "arm", "treated who count", "without a value", "of the control", "without a value"];
  const cells = some.map((result) => [
    ...nameCells(result),
    count(result.treatedCustomers),
    count(result.treatedMissing),
    count(result.controlCustomers),
    count(result.controlMissing),
  ]);
  return table(heads, cells, ["left", "left"]);
}

function warningsOf(results: readonly LiftResult[]): string[] {
  const thin = results.filter(({ enoughData }) => !enoughData);
  if (thin.length === 0) return [];
  const names = thin.map(({ outcome, arm }) => `${outcome} of ${arm}`).join(", ");
  return [
    wrapped(
      `Not enough data: ${names}. Too few customers of an arm did anything, or too few did not, for its intervals to be believed; nothing is told at every look.`,
    ),
  ];
}

const figuresOf = ({ rows, rejected, seconds, peakMemoryMb }: LiftReport): string =>
  `${count(rows)} rows, ${count(rejected)} of them rejected; ${seconds.toFixed(1)} seconds, ${count(Math.round(peakMemoryMb))} MB of memory at the peak`;

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
