import {
  ImportMapFault,
  MapReader,
  parseFile,
  readTree,
  type TableMap,
  ValueParser,
  type ValueRule,
} from "../../imports/index.ts";

/** How the rows of a table, one a customer, become the arms of an experiment. */
export interface ExperimentMap extends TableMap {
  readonly arm: ValueRule;
  /** The arm's values that mean that nothing was done. */
  readonly control: readonly string[];
  /** Those that are compared with it; all others where it is left out. */
  readonly treated?: readonly string[];
  readonly outcomes: readonly ExperimentNumber[];
  readonly covariate?: ExperimentNumber;
}

/** A number of each customer. */
export interface ExperimentNumber {
  readonly name: string;
  readonly rule: ValueRule;
  /** What an empty cell means; left out, the customer has no value. */
  readonly empty?: number;
}

const ARM = { types: ["text", "integer"], required: true } as const;
const NUMBER = { types: ["number", "boolean"], required: false } as const;

/** Reads such a map and throws one ImportMapFault with everything that is wrong in it. `name` is how messages call the map. */
export function parseExperimentMap(yaml: string, name: string): ExperimentMap {
  const faults: string[] = [];
  const tree = readTree(yaml, faults);
  if (faults.length > 0) throw new ImportMapFault(name, faults);
  const reader = new MapReader();
  const section = reader.section(tree, ["file", "arm", "outcomes", "covariate"]);
  const { decimalMark, options } = parseFile(reader, section.get("file"));
  const parser = new ValueParser(reader, decimalMark);
  const covariate = section.get("covariate");
  const map = {
    source: { name, prefix: "" },
    file: options,
    ...parseArm(parser, section),
    outcomes: parseOutcomes(parser, section),
    ...(covariate && { covariate: parseNumber(parser, "covariate", covariate) }),
    columns: parser.columns,
  };
  if (reader.faults.size > 0) throw new ImportMapFault(name, [...reader.faults]);
  return map;
}

type Section = ReturnType<MapReader["section"]>;
type MapNode = Parameters<MapReader["text"]>[0];

function parseArm(parser: ValueParser, root: Section): Pick<ExperimentMap, "arm" | "control" | "treated"> {
  const { reader } = parser;
  const node = reader.needed(
    root,
    "",
    "arm",
    "{ column, control }: which column says who was left alone, and by which value",
  );
  if (node === undefined) return { arm: parser.nothing("arm"), control: [] };
  const section = reader.section(node, ["column", "control", "treated"]);
  const column = reader.needed(section, node.path, "column", "the name of the column");
  const control = reader.needed(
    section,
    node.path,
    "control",
    "the column's value, or values, of those who were left alone",
  );
  const treated = section.get("treated");
  const names = { control: textsOf(reader, control), treated: textsOf(reader, treated) };
  for (const both of names.treated.filter((each) => names.control.includes(each))) {
    reader.fault("arm.treated", `"${both}" is a value of the control as well`);
  }
  return {
    arm: column ? parser.value(column, ARM) : parser.nothing("arm.column"),
    control: names.control,
    ...(treated && { treated: names.treated }),
  };
}

const textsOf = (reader: MapReader, node: MapNode | undefined): string[] =>
  node === undefined ? [] : reader.oneOrMore(node).map((item) => reader.text(item, "a value of the column").trim());

/** Names of columns, or names of one's own with the column, or more of a rule, behind each. */
function parseOutcomes(parser: ValueParser, root: Section): ExperimentNumber[] {
  const { reader } = parser;
  const node = reader.needed(root, "", "outcomes", "the columns of what came of each customer, such as [visit, spend]");
  if (node === undefined) return [];
  const own = node.value instanceof Map ? [...reader.mapping(node, "")] : undefined;
  const items = own ?? reader.oneOrMore(node).map((item) => [reader.text(item, "the name of a column"), item] as const);
  if (items.length === 0) reader.fault(node.path, "is empty; name at least one column");
  return items.map(([name, item]) => parseNumber(parser, name, item));
}

/** A value as elsewhere, and `empty: 0` where an empty cell means that. */
function parseNumber(parser: ValueParser, name: string, node: MapNode): ExperimentNumber {
  if (!(node.value instanceof Map)) return { name, rule: parser.value(node, NUMBER) };
  const { empty, ...others } = Object.fromEntries<MapNode>(node.value);
  if (empty !== undefined) parser.reader.oneOf(empty, ["0"], "0");
  const rule = parser.value({ path: node.path, value: new Map(Object.entries(others)) }, NUMBER);
  return { name, rule: { ...rule, required: false }, ...(empty && { empty: 0 }) };
}
