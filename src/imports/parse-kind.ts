import type { Grouping, MapVocabulary, TouchpointKind } from "./import-map.ts";
import { below, type MapNode, type MapSection } from "./map-tree.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseCustomer, parseIdentities, parseOwnFields } from "./parse-customer.ts";
import { parseMoney, parseOrder } from "./parse-order.ts";
import { type FieldSpec, NEEDED_TEXT, TEXT, type ValueParser } from "./parse-value.ts";
import type { ValueRule } from "./value-rule.ts";

const TEXT_FIELDS = ["name", "sku", "sessionId", "searchQuery"] as const;
const OPTIONAL = [...TEXT_FIELDS, "quantity", "value", "order", "properties", "customer"];
const KEYS = ["when", "group", "messageId", "channel", "type", "occurredAt", "identities", ...OPTIONAL];

/** In files that systems write as they go, rows of one order lie close together; see docs/import.md. */
const DEFAULT_WITHIN = 5_000;
const MAX_WITHIN = 1_000_000;

const OCCURRED_AT: FieldSpec = { types: ["datetime"], required: true };

export function parseKind(parser: ValueParser, node: MapNode, words: MapVocabulary): TouchpointKind {
  const section = parser.reader.section(node, KEYS);
  const [when, group] = [section.get("when"), section.get("group")];
  const grouping = group && parseGroup(parser, group);
  const nameFrom = (known: readonly string[]): FieldSpec => ({ types: ["text"], required: true, known });
  return {
    ...(when && { when: parseCondition(parser, when) }),
    ...(grouping && { group: grouping }),
    messageId: parseMessageId(parser, section, node.path, grouping),
    channel: parser.needed(section, node.path, "channel", nameFrom(words.channels)),
    type: parser.needed(section, node.path, "type", nameFrom(words.types)),
    occurredAt: parser.needed(section, node.path, "occurredAt", OCCURRED_AT),
    identities: parseIdentities(parser, section, node.path, words.identityKinds),
    ...parseTexts(parser, section),
    ...parseParts(parser, section),
  };
}

function parseTexts(
  parser: ValueParser,
  section: MapSection,
): Partial<Record<(typeof TEXT_FIELDS)[number], ValueRule>> {
  const given = TEXT_FIELDS.flatMap((field) => {
    const node = section.get(field);
    return node ? [[field, parser.value(node, TEXT)] as const] : [];
  });
  return Object.fromEntries(given);
}

function parseParts(parser: ValueParser, section: MapSection): Partial<TouchpointKind> {
  const [quantity, value, order] = ["quantity", "value", "order"].map((key) => section.get(key));
  const [properties, customer] = ["properties", "customer"].map((key) => section.get(key));
  return {
    ...(quantity && { quantity: parser.value(quantity, { types: ["integer"], required: false }) }),
    ...(value && { value: parseMoney(parser, value, false) }),
    ...(order && { order: parseOrder(parser, order) }),
    ...(properties && { properties: parseOwnFields(parser, properties) }),
    ...(customer && { customer: parseCustomer(parser, customer) }),
  };
}

function parseGroup(parser: ValueParser, node: MapNode): Grouping {
  const { reader } = parser;
  if (!(node.value instanceof Map)) return { columns: columnsOf(parser, node), within: DEFAULT_WITHIN };
  const section = reader.section(node, ["by", "within"]);
  const by = reader.needed(section, node.path, "by", "the columns that rows of one touchpoint have in common");
  const within = section.get("within");
  return { columns: by ? columnsOf(parser, by) : [], within: within ? parseWithin(parser, within) : DEFAULT_WITHIN };
}

function columnsOf(parser: ValueParser, node: MapNode): readonly string[] {
  return parser.reader.oneOrMore(node).map((item) => parser.column(item));
}

function parseWithin(parser: ValueParser, node: MapNode): number {
  const within = Number(parser.reader.text(node, "a number of rows"));
  if (Number.isInteger(within) && within >= 1 && within <= MAX_WITHIN) return within;
  parser.reader.fault(node.path, `expects a whole number of rows from 1 to ${MAX_WITHIN}`);
  return DEFAULT_WITHIN;
}

/** Rows of a group have their key in common, a good message id; a row on its own has to say what makes it itself. */
function parseMessageId(parser: ValueParser, section: MapSection, path: string, group?: Grouping): ValueRule {
  const node = section.get("messageId");
  if (node) return parser.value(node, NEEDED_TEXT);
  const at = below(path, "messageId");
  if (group === undefined)
    parser.reader.fault(at, 'is missing; it makes a row itself, such as { template: "{user}-{item}" }');
  const parts = (group?.columns ?? []).flatMap((column, index) =>
    index === 0 ? [{ column }] : [{ text: ":" }, { column }],
  );
  return { ...parser.nothing(at), from: { kind: "template", parts } };
}
