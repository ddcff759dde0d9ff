import type { ImportMap, MapVocabulary, TouchpointKind } from "./import-map.ts";
import { ImportMapFault } from "./import-map.ts";
import { type MapNode, MapReader, type MapSection, readTree } from "./map-tree.ts";
import { overlay } from "./overlay.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseCustomers, parseProducts } from "./parse-facts.ts";
import { parseFile } from "./parse-file.ts";
import { parseKind } from "./parse-kind.ts";
import { ValueParser } from "./parse-value.ts";

const KEYS = ["source", "file", "skip", "touchpoint", "kinds", "products", "customers"];
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Reads a map and throws one ImportMapFault with everything that is wrong in it. `name` is how messages call the map. */
export function parseImportMap(yaml: string, name: string, words: MapVocabulary): ImportMap {
  const faults: string[] = [];
  const tree = readTree(yaml, faults);
  if (faults.length > 0) throw new ImportMapFault(name, faults);
  const reader = new MapReader();
  const map = parseTree(reader, tree, words);
  if (reader.faults.size > 0) throw new ImportMapFault(name, [...reader.faults]);
  return map;
}

function parseTree(reader: MapReader, tree: MapNode, words: MapVocabulary): ImportMap {
  const section = reader.section(tree, KEYS);
  const { decimalMark, options } = parseFile(reader, section.get("file"));
  const parser = new ValueParser(reader, decimalMark);
  const source = parseSource(reader, section);
  const [products, customers] = [section.get("products"), section.get("customers")];
  return {
    source,
    file: options,
    skips: parseSkips(parser, section),
    kinds: parseKinds(parser, section, words),
    columns: parser.columns,
    ...(products && { products: parseProducts(reader, products, source) }),
    ...(customers && { customers: parseCustomers(reader, customers, source, words) }),
  };
}

function parseSource(reader: MapReader, root: MapSection): ImportMap["source"] {
  const node = reader.needed(root, "", "source", "{ name, prefix }");
  if (node === undefined) return { name: "", prefix: "" };
  const section = reader.section(node, ["name", "prefix"]);
  const name = reader.needed(section, node.path, "name", "how people call where the data comes from");
  const prefix = reader.needed(section, node.path, "prefix", "what all message ids of this source begin with");
  if (prefix && !PREFIX.test(reader.text(prefix))) reader.fault(prefix.path, "expects letters, digits, . _ and - only");
  return { name: name ? reader.text(name) : "", prefix: prefix ? reader.text(prefix) : "" };
}

function parseSkips(parser: ValueParser, root: MapSection): ImportMap["skips"] {
  const node = root.get("skip");
  if (node === undefined) return [];
  return parser.reader.list(node).map((item) => {
    const section = parser.reader.section(item, ["reason", "when"]);
    const reason = parser.reader.needed(section, item.path, "reason", "why such rows are left out, in words");
    const when = parser.reader.needed(section, item.path, "when", "a condition");
    return {
      reason: reason ? parser.reader.text(reason) : "",
      when: when ? parseCondition(parser, when) : { all: [] },
    };
  });
}

/** Without `kinds`, the file has touchpoints of one kind. */
function parseKinds(parser: ValueParser, root: MapSection, words: MapVocabulary): readonly TouchpointKind[] {
  const shared = root.get("touchpoint");
  const kinds = root.get("kinds");
  if (shared === undefined && kinds === undefined) {
    parser.reader.fault("touchpoint", "is missing; it says what a row becomes");
    return [];
  }
  const nothing: MapNode = { path: "touchpoint", value: new Map() };
  if (kinds === undefined) return [parseKind(parser, shared ?? nothing, words)];
  const given = parser.reader.list(kinds);
  if (given.length === 0) parser.reader.fault(kinds.path, "is empty; leave it out where the file has one kind");
  return given.map((kind) => parseKind(parser, overlay(shared ?? nothing, kind), words));
}
