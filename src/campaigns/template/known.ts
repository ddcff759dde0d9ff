import { nearest } from "../../math/nearest.ts";
import type { Declared } from "./declare.ts";

/** What is known of a value before a template is rendered. */
export type Known =
  | { readonly is: "single" | "anything" }
  | { readonly is: "list"; readonly of: Known }
  | { readonly is: "group"; readonly fields: ReadonlyMap<string, Known>; readonly isFree: boolean };

/**
 * A value of a template: what is known of it, how its author calls it, and whether it hangs on recommendations: on there
 * being any (`list`), or on one that there is, since a loop goes through them (`item`).
 */
export interface Found {
  readonly known: Known;
  readonly said: string;
  readonly recommended: "no" | "list" | "item";
  /** The names of the variables that it was made of. */
  readonly from: readonly string[];
}

export const SINGLE: Known = { is: "single" };
export const ANYTHING: Known = { is: "anything" };
const NONE: ReadonlyMap<string, Known> = new Map();

export const listOf = (of: Known): Known => ({ is: "list", of });

export const groupOf = (fields: Readonly<Record<string, Known>>): Known => ({
  is: "group",
  fields: new Map(Object.entries(fields)),
  isFree: false,
});

/** What the declaration says of a variable. */
export function knownFrom(declared: Declared): Known {
  switch (declared.kind) {
    case "single":
      return SINGLE;
    case "free":
      return { is: "group", fields: NONE, isFree: true };
    case "list":
      return listOf(knownFrom(declared.item));
    case "group": {
      const fields = Object.entries(declared.fields).map(([name, field]) => [name, knownFrom(field)] as const);
      return { is: "group", fields: new Map(fields), isFree: false };
    }
  }
}

/** What holds for a name that has been given one of two values. */
export function either(one: Known, other: Known): Known {
  if (one === other || (one.is === "single" && other.is === "single")) return one;
  if (one.is === "list" && other.is === "list") return listOf(either(one.of, other.of));
  return ANYTHING;
}

/** A name, a place in a list, or undefined where it is decided while rendering. */
export type Step = string | number | undefined;

/** What a step from a value leads to, or a sentence that says why it leads nowhere. */
export function stepInto({ known, said }: Pick<Found, "known" | "said">, step: Step): Known | string {
  switch (known.is) {
    case "anything":
      return ANYTHING;
    case "list":
      return intoList(known.of, said, step);
    case "group":
      return intoGroup(known.fields, known.isFree, said, step);
    case "single":
      return step === "size" ? SINGLE : `${said} is a single value and has no field ${step ?? "of its own"}`;
  }
}

function intoList(of: Known, said: string, step: Step): Known | string {
  if (typeof step !== "string" || step === "first" || step === "last") return of;
  if (step === "size") return SINGLE;
  const item = typeof stepInto({ known: of, said }, step) === "string" ? "first" : `first.${step}`;
  return `${said} is a list and has no field ${step}; take one thing of it, such as ${said}.${item}, or go through it by {% for %}`;
}

function intoGroup(fields: ReadonlyMap<string, Known>, isFree: boolean, said: string, step: Step): Known | string {
  if (isFree) return ANYTHING;
  if (step === undefined) return `which field of ${said} is meant must be written here by its name`;
  const field = fields.get(String(step));
  if (field !== undefined) return field;
  return `${said} has no field ${step}; ${meant(String(step), fields.keys())}`;
}

/** What a misspelt name most likely meant, or else all that there is. */
export function meant(name: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearest(name, names);
  return near === undefined ? `it is one of ${names.join(", ")}` : `did you mean ${near}?`;
}

/** Why a value is none that can be printed or filtered as text, or undefined where it can be. */
export function unprintable({ known, said }: Found): string | undefined {
  if (known.is === "list") {
    const one = said.includes(" | ") ? `${said} | first` : `${said}.first`;
    return `${said} is a list, not a text; go through it by {% for %}, or take one thing of it, such as ${one}`;
  }
  if (known.is !== "group") return undefined;
  const field = [...known.fields].find(([, inner]) => inner.is === "single")?.[0] ?? "loyaltyTier";
  return `${said} is not a text by itself; take one of its fields, such as ${said}.${field}`;
}
