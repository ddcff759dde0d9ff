import type { MapNode, MapReader } from "./map-tree.ts";
import { ENCODINGS, TABLE_FORMATS, type TableOptions } from "./table.ts";

/** How a table is written, where its name and first line don't tell. */
export function parseFile(
  reader: MapReader,
  node: MapNode | undefined,
): { decimalMark: "." | ","; options: TableOptions } {
  if (node === undefined) return { decimalMark: ".", options: {} };
  const section = reader.section(node, ["format", "delimiter", "encoding", "decimalMark"]);
  const [format, delimiter, encoding, mark] = ["format", "delimiter", "encoding", "decimalMark"].map((key) =>
    section.get(key),
  );
  return {
    decimalMark: mark ? reader.oneOf(mark, [".", ","] as const, ".") : ".",
    options: {
      ...(format && { format: reader.oneOf(format, TABLE_FORMATS, "csv") }),
      ...(delimiter && { delimiter: parseDelimiter(reader, delimiter) }),
      ...(encoding && { encoding: reader.oneOf(encoding, ENCODINGS, "utf-8") }),
    },
  };
}

function parseDelimiter(reader: MapReader, node: MapNode): string {
  const delimiter = node.value === "tab" ? "\t" : reader.text(node);
  if (delimiter.length !== 1) reader.fault(node.path, "expects one character, or the word tab");
  return delimiter;
}
