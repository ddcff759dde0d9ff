import { ADDRESS_PARTS, TRAIT_COLUMNS } from "../customers/plain.ts";
import type { CustomerRule, FieldRules, IdentityRules } from "./import-map.ts";
import type { MapNode, MapSection } from "./map-tree.ts";
import { type FieldSpec, TEXT, type ValueParser } from "./parse-value.ts";
import { VALUE_TYPES } from "./value-rule.ts";

const FIELDS: readonly string[] = TRAIT_COLUMNS.filter((name) => name !== "address");

const ANYTHING: FieldSpec = { types: VALUE_TYPES, required: false };
const BIRTH_DATE: FieldSpec = { types: ["date"], required: false };

export const CUSTOMER_KEYS: readonly string[] = [...FIELDS, "address", "traits"];

export function parseCustomer(parser: ValueParser, node: MapNode): CustomerRule {
  return parseCustomerFields(parser, parser.reader.section(node, CUSTOMER_KEYS));
}

/** What a section says of a customer, whatever else stands in it. */
export function parseCustomerFields(parser: ValueParser, section: MapSection): CustomerRule {
  const [address, traits] = [section.get("address"), section.get("traits")];
  return {
    fields: FIELDS.flatMap((field) => fieldOf(parser, section, field, field === "birthDate" ? BIRTH_DATE : TEXT)),
    ...(address && { address: parseAddress(parser, address) }),
    ...(traits && { traits: parseOwnFields(parser, traits) }),
  };
}

function parseAddress(parser: ValueParser, node: MapNode): FieldRules {
  return parseFields(parser, parser.reader.section(node, ADDRESS_PARTS), ADDRESS_PARTS);
}

/** Those of the text fields that are given. */
export function parseFields(parser: ValueParser, section: MapSection, fields: readonly string[]): FieldRules {
  return fields.flatMap((field) => fieldOf(parser, section, field, TEXT));
}

/** Traits, properties and attributes: names of the shop's own choice, values of any type. */
export function parseOwnFields(parser: ValueParser, node: MapNode): FieldRules {
  const section = parser.reader.mapping(node, "your own names, each with where its value comes from");
  return [...section.keys()].flatMap((field) => fieldOf(parser, section, field, ANYTHING));
}

function fieldOf(parser: ValueParser, section: MapSection, field: string, spec: FieldSpec): FieldRules {
  const node = section.get(field);
  return node ? [{ field, rule: parser.value(node, spec) }] : [];
}

export function parseIdentities(
  parser: ValueParser,
  section: MapSection,
  path: string,
  kinds: readonly string[],
): IdentityRules {
  const node = parser.reader.needed(section, path, "identities", `at least one of ${kinds.join(", ")}`);
  if (node === undefined) return [];
  const given = [...parser.reader.section(node, kinds)];
  if (given.length === 0) parser.reader.fault(node.path, `expects at least one of ${kinds.join(", ")}`);
  return given.map(([kind, value]) => ({ kind, value: parser.value(value, TEXT) }));
}
