import { textFault } from "../database/text.ts";
import type { UserErrorCode } from "./user-errors.ts";

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

/** Of a name for people; undefined where none is given. */
export const nameRefusals = (name: string | undefined): Refusal[] =>
  name === undefined ? [] : textRefusals("name", name, LONGEST_NAME, name.trim() === "" ? "is empty" : undefined);

export function textRefusals(field: string, text: string, most: number, empty?: string): Refusal[] {
  const long = text.length > most ? `has ${text.length} characters; at most ${most}` : undefined;
  const why = empty ?? long ?? textFault(text);
  return why === undefined ? [] : [{ code: "INVALID", message: `${field} ${why}`, path: [field] }];
}
