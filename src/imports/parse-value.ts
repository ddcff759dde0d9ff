import { BadValue } from "./bad-value.ts";
import { below, type MapNode, type MapReader, type MapSection } from "./map-tree.ts";
import { parseDateTime } from "./parse-date-time.ts";
import { parseLookup } from "./parse-lookup.ts";
import { readValue } from "./read-value.ts";
import {
  ROW_NUMBER,
  type TemplatePart,
  TRANSFORMS,
  type Transform,
  VALUE_TYPES,
  type ValueRule,
  type ValueSource,
  type ValueType,
} from "./value-rule.ts";

/** What a field can hold. */
export interface FieldSpec {
  /** The first is the default. */
  types: readonly ValueType[];
  required: boolean;
  /** Names from this list: a plain word then is the name itself, where elsewhere it is a column. */
  known?: readonly string[];
  plain?: "constant";
}

export const TEXT: FieldSpec = { types: ["text", "integer", "decimal"], required: false };
export const NEEDED_TEXT: FieldSpec = { ...TEXT, required: true };

/** Reads value rules and remembers which columns they speak of. */
export class ValueParser {
  readonly columns = new Map<string, string>();
  readonly reader: MapReader;
  readonly decimalMark: "." | ",";

  constructor(reader: MapReader, decimalMark: "." | ",") {
    this.reader = reader;
    this.decimalMark = decimalMark;
  }

  column(node: MapNode): string {
    const column = this.reader.text(node, "the name of a column");
    if (!this.columns.has(column)) this.columns.set(column, node.path);
    return column;
  }

  value(node: MapNode, spec: FieldSpec): ValueRule {
    const rule = typeof node.value === "string" ? this.plain(node, spec) : this.full(node, spec);
    return rule.from.kind === "constant" ? this.checked(node, rule, rule.from.text) : rule;
  }

  /** A field that has to be in the map; `required: false` where the row may still leave it empty. */
  needed(section: MapSection, path: string, key: string, spec: FieldSpec, required = spec.required): ValueRule {
    const hint = spec.known || spec.plain ? "write the name itself or where it comes from" : "say where it comes from";
    const node = this.reader.needed(section, path, key, hint);
    return node ? this.value(node, { ...spec, required }) : this.nothing(below(path, key));
  }

  /** Stands where a fault was told; a map with a fault is never applied. */
  nothing(at: string): ValueRule {
    return { at, from: { kind: "constant", text: "" }, type: "text", transforms: [], required: true, decimalMark: "." };
  }

  private plain(node: MapNode, spec: FieldSpec): ValueRule {
    const constant = spec.plain === "constant" || spec.known !== undefined;
    const from: ValueSource = constant
      ? { kind: "constant", text: this.reader.text(node) }
      : { kind: "column", column: this.column(node) };
    return { ...this.bare(node, spec), from, ...parseDateTime(this.reader, node, new Map(), spec.types[0] ?? "text") };
  }

  private full(node: MapNode, spec: FieldSpec): ValueRule {
    const keys = ["column", "constant", "template", "type", "format", "zone", "transform", "lookup", "required"];
    const section = this.reader.section(node, keys);
    const type = this.type(section, spec);
    const lookup = section.get("lookup");
    return {
      ...this.bare(node, spec),
      from: this.source(node, section),
      type,
      transforms: this.transforms(section, type),
      required: this.required(section, spec),
      ...(lookup && { lookup: parseLookup(this.reader, lookup) }),
      ...parseDateTime(this.reader, node, section, type),
    };
  }

  private bare(node: MapNode, spec: FieldSpec): Omit<ValueRule, "from"> {
    return {
      at: node.path,
      type: spec.types[0] ?? "text",
      transforms: [],
      required: spec.required,
      decimalMark: this.decimalMark,
      ...(spec.known && { known: spec.known }),
    };
  }

  private source(node: MapNode, section: MapSection): ValueSource {
    const [column, constant, template] = ["column", "constant", "template"].map((key) => section.get(key));
    const given = [column, constant, template].filter((each) => each !== undefined);
    if (given.length !== 1) this.reader.fault(node.path, "needs exactly one of column, constant, template");
    if (template) return { kind: "template", parts: this.template(template) };
    if (column) return { kind: "column", column: this.column(column) };
    return { kind: "constant", text: constant ? this.reader.text(constant) : "" };
  }

  private template(node: MapNode): readonly TemplatePart[] {
    const text = this.reader.text(node, "a text with columns in {braces}");
    const parts = text.split(/(\{[^{}]*\})/).filter((part) => part !== "");
    if (/[{}]/.test(text.replace(/\{[^{}]+\}/g, ""))) this.reader.fault(node.path, "a brace is left open or empty");
    return parts.map((part) => {
      if (!part.startsWith("{")) return { text: part };
      const column = part.slice(1, -1);
      return { column: column === ROW_NUMBER ? column : this.column({ path: node.path, value: column }) };
    });
  }

  private type(section: MapSection, spec: FieldSpec): ValueType {
    const fallback = spec.types[0] ?? "text";
    const node = section.get("type");
    if (node === undefined) return fallback;
    const type = this.reader.oneOf(node, VALUE_TYPES, fallback);
    if (!spec.types.includes(type))
      this.reader.fault(node.path, `this field holds ${spec.types.join(" or ")}, not ${type}`);
    return type;
  }

  private transforms(section: MapSection, type: ValueType): readonly Transform[] {
    const node = section.get("transform");
    if (node === undefined) return [];
    const transforms = this.reader.oneOrMore(node).map((item) => this.reader.oneOf(item, TRANSFORMS, "trim"));
    const numeric = type === "integer" || type === "decimal" || type === "number";
    const sign = transforms.find((transform) => transform === "negate" || transform === "absolute");
    if (sign && !numeric) this.reader.fault(node.path, `${sign} needs a number; this field's type is ${type}`);
    return transforms;
  }

  /** A field that the API requires can't be made optional. */
  private required(section: MapSection, spec: FieldSpec): boolean {
    const node = section.get("required");
    if (node === undefined) return spec.required;
    const required = this.reader.flag(node);
    if (spec.required && !required) this.reader.fault(node.path, "this field can't be left out");
    return required;
  }

  /** A constant is the same for all rows, so it is tried once, here; it is YAML, which writes numbers with a point. */
  private checked(node: MapNode, rule: ValueRule, text: string): ValueRule {
    const constant: ValueRule = { ...rule, decimalMark: "." };
    if (text === "") return constant;
    if (rule.known) this.reader.oneOf({ path: node.path, value: text }, rule.known, "");
    else this.tryConstant(node, constant, text);
    return constant;
  }

  private tryConstant(node: MapNode, rule: ValueRule, text: string): void {
    try {
      readValue(rule, { number: 0, values: {} });
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.reader.fault(node.path, `"${text}" is not ${error.expected}`);
    }
  }
}
