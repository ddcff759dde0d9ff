import { ADDRESS_PARTS, TRAIT_COLUMNS } from "../customers/index.ts";
import type { CustomerRule, FieldRules } from "./import-map.ts";
import type { MapNode, MapSection } from "./map-tree.ts";
import { type FieldSpec, TEXT, type ValueParser } from "./parse-value.ts";
import { VALUE_TYPES } from "./value-rule.ts";

const FIELDS: readonly string[] = TRAIT_COLUMNS.filter((name) => name !== "address");

const ANYTHING: FieldSpec = { types: VALUE_TYPES, required: false };
const BIRTH_DATE: FieldSpec = { types: ["date"], required: false };

export function parseCustomer(parser: ValueParser, node: MapNode): CustomerRule {
  const section = parser.reader.section(node, [...FIELDS, "address", "traits"]);
  const [address, traits] = [section.get("address"), section.get("traits")];
  return {
    fields: FIELDS.flatMap((field) => fieldOf(parser, section, field, field === "birthDate" ? BIRTH_DATE : TEXT)),
    ...(address && { address: parseAddress(parser, address) }),
    ...(traits && { traits: parseOwnFields(parser, traits) }),
  };
}

function parseAddress(parser: ValueParser, node: MapNode): FieldRules {
  const section = parser.reader.section(node, [...ADDRESS_PARTS]);
  return ADDRESS_PARTS.flatMap((field) => fieldOf(parser, section, field, TEXT));
}

/** Traits and properties: names of the shop's own choice, values of any type. */
export function parseOwnFields(parser: ValueParser, node: MapNode): FieldRules {
  const section = parser.reader.mapping(node, "your own names, each with where its value comes from");
  return [...section.keys()].flatMap((field) => fieldOf(parser, section, field, ANYTHING));
}

function fieldOf(parser: ValueParser, section: MapSection, field: string, spec: FieldSpec): FieldRules {
  const node = section.get(field);
  return node ? [{ field, rule: parser.value(node, spec) }] : [];
}
