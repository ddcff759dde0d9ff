import type { CellTest, Condition } from "./condition.ts";
import { NUMBER_TESTS } from "./condition.ts";
import { decimalOf } from "./decimals.ts";
import type { MapNode, MapSection } from "./map-tree.ts";
import type { ValueParser } from "./parse-value.ts";

const TESTS = ["empty", "equals", "in", "startsWith", "matches", ...NUMBER_TESTS] as const;

/** { column, and tests of its cell } or one of all, any, not. */
export function parseCondition(parser: ValueParser, node: MapNode): Condition {
  const { reader } = parser;
  const section = reader.section(node, ["all", "any", "not", "column", ...TESTS]);
  const [all, any, not] = ["all", "any", "not"].map((key) => section.get(key));
  const joint = all ?? any ?? not;
  if (joint === undefined) return parseCell(parser, node, section);
  if (section.size > 1) reader.fault(joint.path, "stands alone: no other key beside it");
  if (not) return { not: parseCondition(parser, not) };
  const conditions = reader.list(joint).map((each) => parseCondition(parser, each));
  return all ? { all: conditions } : { any: conditions };
}

function parseCell(parser: ValueParser, node: MapNode, section: MapSection): Condition {
  const column = parser.reader.needed(section, node.path, "column", "the column that is tested");
  const tests = TESTS.flatMap((test) => {
    const given = section.get(test);
    return given === undefined ? [] : [parseTest(parser, test, given)];
  });
  if (tests.length === 0) parser.reader.fault(node.path, `tests nothing; tests: ${TESTS.join(", ")}`);
  return { column: column ? parser.column(column) : "", tests };
}

function parseTest(parser: ValueParser, test: (typeof TESTS)[number], node: MapNode): CellTest {
  const { reader } = parser;
  switch (test) {
    case "empty":
      return { test, empty: reader.flag(node) };
    case "equals":
    case "startsWith":
      return { test, text: reader.text(node) };
    case "in":
      return { test, texts: new Set(reader.list(node).map((item) => reader.text(item))) };
    case "matches":
      return { test, pattern: parsePattern(parser, node) };
    default:
      return { test, number: parseNumber(parser, node), decimalMark: parser.decimalMark };
  }
}

function parsePattern(parser: ValueParser, node: MapNode): RegExp {
  try {
    return new RegExp(parser.reader.text(node, "a regular expression"), "u");
  } catch (error) {
    parser.reader.fault(node.path, error instanceof Error ? error.message : String(error));
    return /^/;
  }
}

function parseNumber(parser: ValueParser, node: MapNode): number {
  const decimal = decimalOf(parser.reader.text(node, "a number"));
  if (decimal === undefined) parser.reader.fault(node.path, `"${node.value}" is not a number such as 12.50`);
  return Number(decimal ?? 0);
}
