import { parsePhoneNumberFromString } from "libphonenumber-js";
import { textFault } from "../database/text.ts";
import { byStrength, type IdentityKind, type IdentityRef, identityKey, isExclusive } from "./identity-kinds.ts";

const LONGEST = 512;
const MOST_IDENTITIES = 20;
// Two identifiers together are a key of the evidence, and PostgreSQL's keys hold some 2,700 bytes.
const MOST_BYTES = 1024;
// Deliberately loose: whether an address exists only a message can tell; this keeps out what is no address at all.
const EMAIL = /^[^\s@"<>(),:;[\]\\]+@[^\s@"<>(),:;[\]\\]+\.[^\s@"<>(),:;[\]\\.]{2,}$/u;

/** An identifier as it is compared, or what is wrong with it. */
export function normaliseIdentity(kind: IdentityKind, given: string): { value: string } | { fault: string } {
  const trimmed = given.trim().normalize("NFC");
  if (trimmed === "") return { fault: "is empty" };
  if (trimmed.length > LONGEST) return { fault: `is longer than ${LONGEST} characters` };
  if (Buffer.byteLength(trimmed) > MOST_BYTES) return { fault: `is longer than ${MOST_BYTES} bytes` };
  const fault = textFault(trimmed);
  if (fault !== undefined) return { fault };
  if (kind === "EMAIL") return normaliseEmail(trimmed);
  if (kind === "PHONE") return normalisePhone(trimmed);
  return { value: trimmed };
}

function normaliseEmail(text: string): { value: string } | { fault: string } {
  return EMAIL.test(text) ? { value: text.toLowerCase() } : { fault: `"${text}" is no e-mail address` };
}

function normalisePhone(text: string): { value: string } | { fault: string } {
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  if (parsed?.isPossible() === true) return { value: parsed.number };
  return { fault: `"${text}" is no telephone number in international form, such as +442071234567` };
}

/** Several identifiers of one person, normalised, each once, the strongest first; or every fault with its place. */
export function normaliseIdentities(
  given: readonly { kind: IdentityKind; value: string }[],
  path = "identities",
): { identities: IdentityRef[]; faults: string[] } {
  if (given.length > MOST_IDENTITIES) {
    return { identities: [], faults: [`${path}: ${given.length} identifiers; at most ${MOST_IDENTITIES}`] };
  }
  const found = new Map<string, IdentityRef>();
  const faults: string[] = [];
  given.forEach(({ kind, value }, index) => {
    const result = normaliseIdentity(kind, value);
    if ("fault" in result) faults.push(`${path}.${index}.value: ${kind} ${result.fault}`);
    else found.set(identityKey({ kind, value: result.value }), { kind, value: result.value });
  });
  const identities = [...found.values()].sort(byStrength);
  const exclusive = identities.filter(({ kind }) => isExclusive(kind));
  if (exclusive.length > 1) {
    faults.push(`${path}: ${exclusive.length} values of ${exclusive[0]?.kind}; a customer has one`);
  }
  return { identities, faults };
}
