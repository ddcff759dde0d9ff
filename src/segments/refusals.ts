import { textFault } from "../database/text.ts";
import type { UserErrorCode } from "../graphql/user-errors.ts";
import type { RuleFault } from "./rule-faults.ts";

/** Why nothing was written, and where in the input. */
export interface Refusal {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly path: readonly string[];
}

export type Refused = { readonly refusals: readonly Refusal[] };

export const refused = (code: UserErrorCode, message: string, ...path: string[]): Refused => ({
  refusals: [{ code, message, path }],
});

/** Thrown to roll back what has been written before it was known. */
export class RefusedLate extends Error implements Refused {
  readonly refusals: readonly Refusal[];
  constructor({ refusals }: Refused) {
    super(refusals[0]?.message);
    this.refusals = refusals;
  }
}

const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 2_000;

export const nameRefusals = (name: string | undefined): Refusal[] =>
  name === undefined ? [] : textRefusals("name", name, LONGEST_NAME, name.trim() === "" ? "is empty" : undefined);

export const descriptionRefusals = (description: string | null | undefined): Refusal[] =>
  textRefusals("description", description ?? "", LONGEST_DESCRIPTION);

function textRefusals(field: string, text: string, most: number, empty?: string): Refusal[] {
  const long = text.length > most ? `has ${text.length} characters; at most ${most}` : undefined;
  const why = empty ?? long ?? textFault(text);
  return why === undefined ? [] : [{ code: "INVALID", message: `${field} ${why}`, path: [field] }];
}

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
