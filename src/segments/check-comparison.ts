import { textFault } from "../database/text.ts";
import { type Compared, type Plain, type Subject, specOf, valuesOf } from "./comparisons.ts";
import { fault, type RuleFault, tooMuch } from "./rule-faults.ts";

export const MOST_VALUES = 1_000;
const LONGEST_TEXT = 1_000;
const NUMBER = /^-?\d{1,15}(\.\d{1,12})?$/;
const MOMENT = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** What is wrong with a comparison of a value of this type. */
export function comparisonFaults(type: Subject["type"], compared: Compared): RuleFault[] {
  const { is, value, values } = compared;
  const { takes } = specOf(is);
  const faults: RuleFault[] = [];
  const given = (side: unknown): boolean => side !== undefined && side !== null;
  if (takes === "value" && !given(value)) faults.push(fault(`${is} needs a value`, "value"));
  if (takes !== "value" && given(value)) faults.push(fault(`${is} takes no value${instead(takes)}`, "value"));
  if ((takes === "value" || takes === "nothing") && given(values)) {
    faults.push(fault(`${is} takes no values${takes === "value" ? "; give value" : ""}`, "values"));
  }
  if (takes === "values" && (values ?? []).length === 0)
    faults.push(fault(`${is} needs values, one at least`, "values"));
  if (takes === "two values" && values?.length !== 2) {
    faults.push(fault(`${is} needs two values, the lower and the upper one`, "values"));
  }
  if ((values ?? []).length > MOST_VALUES) {
    faults.push(tooMuch(`has ${values?.length} values`, values?.length ?? 0, MOST_VALUES, "values"));
  }
  if (faults.length > 0) return faults;
  return valuesOf(compared).flatMap((each, place) => {
    const why = valueFault(type, is, each);
    return why === undefined ? [] : [fault(why, ...(takes === "value" ? ["value"] : ["values", String(place)]))];
  });
}

const instead = (takes: string): string => (takes === "nothing" ? "" : "; give values");

const ORDERED = new Set(["MORE_THAN", "AT_LEAST", "LESS_THAN", "AT_MOST", "BETWEEN"]);
const OF_TEXT = new Set(["STARTS_WITH", "CONTAINS"]);

function valueFault(type: Subject["type"], is: Compared["is"], value: unknown): string | undefined {
  if (!isPlain(value)) return "is text, a number or a boolean; a list goes into values";
  const shown = JSON.stringify(value);
  if (typeof value === "string") {
    const why = textFault(value);
    if (why !== undefined) return why;
    if (value.length > LONGEST_TEXT) return `is longer than ${LONGEST_TEXT} characters`;
  }
  if (typeof value === "number" && !Number.isFinite(value)) return "is a finite number";
  if (type === "number") {
    if (OF_TEXT.has(is)) return `${is} is for text`;
    return NUMBER.test(String(value)) && typeof value !== "boolean"
      ? undefined
      : `is ${shown}; it is a number such as 2`;
  }
  if (type === "moment") {
    if (OF_TEXT.has(is)) return `${is} is for text`;
    return isMoment(value) ? undefined : `is ${shown}; it is a moment such as "2026-03-01T09:30:00Z"`;
  }
  if (type === "text" && typeof value !== "string") return `is ${shown}; it is text such as "GB"`;
  if (is === "STARTS_WITH" && typeof value !== "string") return `is ${shown}; STARTS_WITH needs text`;
  if (ORDERED.has(is) && typeof value === "boolean") return `is ${shown}; ${is} needs a number or text`;
  return undefined;
}

const isPlain = (value: unknown): value is Plain => ["string", "number", "boolean"].includes(typeof value);

const isMoment = (value: Plain): boolean =>
  typeof value === "string" && MOMENT.test(value) && isYear(new Date(value).getUTCFullYear());

/** As PostgreSQL and ISO 8601 both write it; of no moment it is no number. */
const isYear = (year: number): boolean => year >= 1 && year <= 9999;

const LONGEST_NAME = 200;

/** What is wrong with the name of a value. */
export function nameFaults(name: string): RuleFault[] {
  if (name.trim() === "") return [fault("is empty; it is a name such as country", "name")];
  const why = name.length > LONGEST_NAME ? `is longer than ${LONGEST_NAME} characters` : textFault(name);
  return why === undefined ? [] : [fault(why, "name")];
}
