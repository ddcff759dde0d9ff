import type { MoneyRule, OrderRule } from "./import-map.ts";
import { below, type MapNode, type MapSection } from "./map-tree.ts";
import { type FieldSpec, NEEDED_TEXT, TEXT, type ValueParser } from "./parse-value.ts";

const QUANTITY: FieldSpec = { types: ["integer"], required: true };
const CURRENCY: FieldSpec = { types: ["text"], required: true, plain: "constant" };

export function parseOrder(parser: ValueParser, node: MapNode): OrderRule {
  const section = parser.reader.section(node, ["orderNumber", "total", "line"]);
  const [total, line] = [section.get("total"), section.get("line")];
  return {
    orderNumber: parser.needed(section, node.path, "orderNumber", NEEDED_TEXT),
    ...(total && { total: parseMoney(parser, total, false) }),
    ...(line && { line: parseLine(parser, line) }),
  };
}

function parseLine(parser: ValueParser, node: MapNode): NonNullable<OrderRule["line"]> {
  const section = parser.reader.section(node, ["sku", "name", "quantity", "unitPrice"]);
  const name = section.get("name");
  return {
    sku: parser.needed(section, node.path, "sku", NEEDED_TEXT),
    ...(name && { name: parser.value(name, TEXT) }),
    quantity: parser.needed(section, node.path, "quantity", QUANTITY),
    unitPrice: parseUnitPrice(parser, section, node.path),
  };
}

function parseUnitPrice(parser: ValueParser, section: MapSection, path: string): MoneyRule {
  const node = parser.reader.needed(section, path, "unitPrice", "{ amount, currency }");
  if (node) return parseMoney(parser, node, true);
  const nothing = parser.nothing(below(path, "unitPrice"));
  return { amount: nothing, currency: nothing };
}

export function parseMoney(parser: ValueParser, node: MapNode, required: boolean): MoneyRule {
  const section = parser.reader.section(node, ["amount", "currency"]);
  return {
    amount: parser.needed(section, node.path, "amount", { types: ["decimal"], required: true }, required),
    currency: parser.needed(section, node.path, "currency", CURRENCY),
  };
}
