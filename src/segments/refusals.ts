import { type Refusal, textRefusals } from "../graphql/refusals.ts";
import type { RuleFault } from "./rule-faults.ts";

const LONGEST_DESCRIPTION = 2_000;

export const descriptionRefusals = (description: string | null | undefined): Refusal[] =>
  textRefusals("description", description ?? "", LONGEST_DESCRIPTION);

/** Faults of a rule as refusals of the input that has it. */
export const ruleRefusals = (faults: readonly RuleFault[]): Refusal[] =>
  faults.map(({ path, message, tooLarge }) => ({
    code: tooLarge === undefined ? "INVALID" : "TOO_LARGE",
    message: inWords(path, message),
    path: ["rule", ...path],
  }));

/** Such as `country is 3; it is text`: with the name of the value that is at fault. */
export function inWords(path: readonly string[], message: string): string {
  const isNumber = (part: string | undefined): boolean => /^\d+$/.test(part ?? "");
  const named = isNumber(path.at(-1)) ? path.slice(-2) : path.slice(-1);
  return `${named.join(".") || "rule"}: ${message}`;
}
