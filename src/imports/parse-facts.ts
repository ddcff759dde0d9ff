import type { CustomerMap, MapVocabulary, ProductMap, TableMap } from "./import-map.ts";
import type { MapNode, MapReader } from "./map-tree.ts";
import { CUSTOMER_KEYS, parseCustomerFields, parseFields, parseIdentities, parseOwnFields } from "./parse-customer.ts";
import { parseFile } from "./parse-file.ts";
import { parseMoney } from "./parse-order.ts";
import { NEEDED_TEXT, ValueParser } from "./parse-value.ts";

const TEXT_FIELDS = ["name", "description", "brand", "category"];

/** A table of its own is a file of its own: nothing that the map says of how the touchpoints' file is written holds. */
export function parseProducts(reader: MapReader, node: MapNode, source: TableMap["source"]): ProductMap {
  const section = reader.section(node, ["file", "sku", ...TEXT_FIELDS, "price", "attributes"]);
  const { decimalMark, options } = parseFile(reader, section.get("file"));
  const parser = new ValueParser(reader, decimalMark);
  const [price, attributes] = [section.get("price"), section.get("attributes")];
  return {
    source,
    file: options,
    sku: parser.needed(section, node.path, "sku", NEEDED_TEXT),
    fields: parseFields(parser, section, TEXT_FIELDS),
    ...(price && { price: parseMoney(parser, price, false) }),
    ...(attributes && { attributes: parseOwnFields(parser, attributes) }),
    columns: parser.columns,
  };
}

export function parseCustomers(
  reader: MapReader,
  node: MapNode,
  source: TableMap["source"],
  words: MapVocabulary,
): CustomerMap {
  const section = reader.section(node, ["file", "identities", ...CUSTOMER_KEYS]);
  const { decimalMark, options } = parseFile(reader, section.get("file"));
  const parser = new ValueParser(reader, decimalMark);
  return {
    source,
    file: options,
    identities: parseIdentities(parser, section, node.path, words.identityKinds),
    customer: parseCustomerFields(parser, section),
    columns: parser.columns,
  };
}
