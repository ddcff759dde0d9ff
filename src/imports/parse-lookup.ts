import { decimalOf } from "./decimals.ts";
import type { MapNode, MapReader } from "./map-tree.ts";
import { LOOKUP_RESTS, type Lookup, type LookupStep } from "./value-rule.ts";

export function parseLookup(reader: MapReader, node: MapNode): Lookup {
  const section = reader.section(node, ["table", "atLeast", "otherwise"]);
  const [table, steps] = [section.get("table"), section.get("atLeast")];
  if ((table === undefined) === (steps === undefined)) {
    reader.fault(node.path, "needs exactly one of table (from the file's words to yours), atLeast (from numbers)");
  }
  const hint = `say what becomes of words that the table doesn't have: ${LOOKUP_RESTS.join(", ")}`;
  const otherwise = reader.needed(section, node.path, "otherwise", hint);
  return {
    ...(steps ? { steps: parseSteps(reader, steps) } : { table: parseTable(reader, table) }),
    otherwise: otherwise ? reader.oneOf(otherwise, LOOKUP_RESTS, "reject") : "reject",
  };
}

function parseTable(reader: MapReader, node: MapNode | undefined): ReadonlyMap<string, string> {
  const entries = node ? [...reader.mapping(node, "a table of words")] : [];
  return new Map(entries.map(([word, to]) => [word, reader.text(to)]));
}

/** Numbers in a map are YAML's, with a point. */
function parseSteps(reader: MapReader, node: MapNode): readonly LookupStep[] {
  const steps = [...reader.mapping(node, "numbers, each with the word from there on")].map(([key, word]) => {
    const decimal = decimalOf(key.trim());
    if (decimal === undefined) reader.fault(word.path, `"${key}" is not a number such as 18`);
    return { atLeast: Number(decimal ?? 0), word: reader.text(word) };
  });
  return steps.sort((left, right) => left.atLeast - right.atLeast);
}
