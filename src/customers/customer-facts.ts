import type { JsonObject, JsonValue } from "../database/json.ts";
import { jsonFault } from "../database/text.ts";
import { AGE_BANDS, CUSTOM_TRAIT, TRAIT_COLUMNS } from "./customer.ts";
import type { IdentityKind, IdentityRef } from "./identity-kinds.ts";
import { normaliseIdentities, normaliseIdentity } from "./normalise-identity.ts";

/** What somebody says of a customer: traits left out are not said, null clears. */
export interface CustomerFacts {
  readonly customerId?: string;
  readonly identities: readonly IdentityRef[];
  /** trait name -> value; `traits.<key>` for those without a column. */
  readonly claims: ReadonlyMap<string, JsonValue>;
  readonly at: Date;
  readonly source: string;
}

/** What is wrong with a value, and where. */
export interface Fault {
  readonly path: string;
  readonly message: string;
  readonly missing?: boolean;
}

export type GivenTraits = { readonly [Name in (typeof TRAIT_COLUMNS)[number]]?: unknown } & {
  readonly traits?: JsonObject | null;
};

export interface GivenFacts extends GivenTraits {
  readonly identities?: readonly { kind: IdentityKind; value: string }[] | null;
}

const LONGEST_TEXT = 1000;
const MOST_TRAITS = 200;
const LONGEST_KEY = 200; // a trait's name is part of its claim's key

/** Checks and normalises what was given; every fault is told at once. */
export function checkFacts(
  given: GivenFacts,
  now: Date,
): {
  faults: Fault[];
  identities: IdentityRef[];
  claims: Map<string, JsonValue>;
} {
  const faults: Fault[] = [];
  const claims = new Map<string, JsonValue>();
  for (const name of TRAIT_COLUMNS) {
    const value = given[name];
    if (value === undefined) continue;
    const checked = checkTrait(name, value, now);
    if ("fault" in checked) faults.push({ path: name, message: `${name} ${checked.fault}` });
    else claims.set(name, checked.value);
  }
  for (const [key, value] of Object.entries(given.traits ?? {})) claims.set(CUSTOM_TRAIT + key, value);
  faults.push(...customFaults(given.traits));
  const { identities, faults: wrong } = normaliseIdentities([...(given.identities ?? []), ...addresses(claims)]);
  faults.push(...wrong.map((message) => ({ path: message.split(":")[0] ?? "identities", message })));
  return { faults, identities, claims };
}

function customFaults(traits: JsonObject | null | undefined): Fault[] {
  if (traits === undefined) return [];
  if (traits === null)
    return [{ path: "traits", message: "traits cannot be cleared; set a key to null", missing: true }];
  if (Object.keys(traits).length > MOST_TRAITS) {
    return [{ path: "traits", message: `traits has more than ${MOST_TRAITS} keys` }];
  }
  const long = Object.keys(traits).some((key) => key.length > LONGEST_KEY);
  const fault = long ? `has a key that is longer than ${LONGEST_KEY} characters` : jsonFault(traits);
  return fault === undefined ? [] : [{ path: "traits", message: `traits ${fault}` }];
}

/** E-mail and telephone count as identifiers too. */
function addresses(claims: ReadonlyMap<string, JsonValue>): { kind: IdentityKind; value: string }[] {
  const [email, phone] = [claims.get("email"), claims.get("phone")];
  return [
    ...(typeof email === "string" ? [{ kind: "EMAIL" as const, value: email }] : []),
    ...(typeof phone === "string" ? [{ kind: "PHONE" as const, value: phone }] : []),
  ];
}

type Checked = { value: JsonValue } | { fault: string };

function checkTrait(name: (typeof TRAIT_COLUMNS)[number], value: unknown, now: Date): Checked {
  if (value === null) return { value: null };
  if (name === "address") return checkAddress(value);
  if (typeof value !== "string") return { fault: "must be text" };
  const text = value.trim();
  if (text === "") return { fault: "is empty; give null to clear it" };
  if (text.length > LONGEST_TEXT) return { fault: `is longer than ${LONGEST_TEXT} characters` };
  const fault = jsonFault(text);
  if (fault !== undefined) return { fault };
  return CHECKS[name]?.(text, now) ?? { value: text };
}

function checkAddress(value: unknown): Checked {
  const fault = jsonFault(value);
  if (fault !== undefined) return { fault };
  const parts = Object.entries(value as object).filter(([, part]) => part !== null && part !== undefined);
  return { value: Object.fromEntries(parts) };
}

const CHECKS: Partial<Record<(typeof TRAIT_COLUMNS)[number], (text: string, now: Date) => Checked>> = {
  email: (text) => normaliseIdentity("EMAIL", text),
  phone: (text) => normaliseIdentity("PHONE", text),
  country: (text) =>
    /^[A-Z]{2}$/.test(text) ? { value: text } : { fault: `is "${text}"; it is an ISO 3166-1 alpha-2 code such as GB` },
  ageBand: (text) =>
    Object.hasOwn(AGE_BANDS, text)
      ? { value: text }
      : { fault: `is "${text}"; it is one of ${Object.keys(AGE_BANDS).join(", ")}` },
  timeZone: (text) =>
    isTimeZone(text) ? { value: text } : { fault: `is "${text}"; it is an IANA time zone such as Europe/London` },
  birthDate: (text, now) =>
    isDate(text) && text <= tomorrow(now)
      ? { value: text }
      : { fault: `is "${text}"; it is a date between 1850 and today such as 1990-05-17` },
};

/** It is tomorrow already in the far east. */
const tomorrow = (now: Date): string => new Date(now.getTime() + 24 * 3600_000).toISOString().slice(0, 10);

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < "1850-01-01") return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // Intl has no other way to say that it does not know the zone
  }
}
