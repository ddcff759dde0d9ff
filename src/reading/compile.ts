import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { raw, Sql } from "../database/sql.ts";
import { type GapField, type GapRows, gapAt, selectRows } from "./computed.ts";
import { flattenedJson, type Json, jsonName, jsonObject, type Member, orNull } from "./json-text.ts";
import type { Call, Projection, Reader } from "./projection.ts";
import { isStill, OfStillSelections, watched } from "./still.ts";

/** The operation whose selection is written as SQL. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly reader: Reader;
}

/** The answer itself, or a tree that the executor walks. */
export type Form = "answer" | "tree";

/** Where a value behind an interface keeps its type in a tree: no response key can have this name. */
export const TYPE_KEY = ":type";

export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** What selections without variables became, how many names of rows had been given by then, and the gaps in it. */
const stillJson = new OfStillSelections<{
  readonly json: Json;
  readonly aliases: number;
  readonly gaps: readonly GapField[];
}>();

/** Writes selections as SQL whose JSON has the response keys and the order of the answer. */
export class Compiler {
  readonly #operation: Operation;
  readonly #form: Form;
  #reader: Reader;
  #aliases = 0;
  readonly #gaps: GapField[] = [];

  constructor(operation: Operation, form: Form) {
    this.#operation = operation;
    this.#reader = operation.reader;
    this.#form = form;
  }

  alias(): Sql {
    this.#aliases += 1;
    return raw(`t${this.#aliases}`);
  }

  /** The fields whose rows the process works out, in the order of their gaps' places. */
  get gaps(): readonly GapField[] {
    return this.#gaps;
  }

  /** The select that writes the rows of a gap's field. */
  gapRows(field: GapField, lists: readonly GapRows[]): Sql {
    const { spec, nodes, path } = field;
    const call = this.#call(field.args, nodes, path, false);
    return selectRows(spec.columns, lists, {
      item: (row) => this.object(spec.of(), row, nodes, path),
      where: (row) => spec.where?.(row, call) ?? raw("true"),
      limit: spec.limit?.(call),
      single: spec.single === true,
      alias: () => this.alias(),
    });
  }

  /** The names of the fields that are selected of a gap's rows. */
  gapSelection({ spec, nodes }: GapField): ReadonlySet<string> {
    const { schema, fragments, variables } = this.#operation;
    const type = objectType(schema, spec.of().name);
    const selected = collectSubfields(schema, fragments, variables, type, nodes);
    return new Set([...selected.values()].map(([node]) => node?.name.value ?? ""));
  }

  /** The object that these field nodes ask of a row. */
  object<Row>(
    of: Projection<Row>,
    row: Row,
    nodes: readonly FieldNode[],
    path: Call<unknown>["path"],
    abstract = false,
  ): Json {
    const type = objectType(this.#operation.schema, of.name);
    const { schema, fragments, variables } = this.#operation;
    const selected = collectSubfields(schema, fragments, variables, type, nodes);
    // Behind an interface the executor must learn which type the value has.
    const typename = abstract && this.#form === "tree" ? [[TYPE_KEY, jsonName(of.name)] as const] : [];
    return jsonObject([...typename, ...this.members(of, row, type, selected, path)]);
  }

  members<Row>(
    of: Projection<Row>,
    row: Row,
    type: GraphQLObjectType,
    selected: SelectedFields,
    path: Call<unknown>["path"],
  ): Member[] {
    return [...selected].map(([key, nodes]) => {
      const [node] = nodes;
      if (node === undefined) throw new Error(`${key} selects nothing`);
      const write = () => this.#field(of, row, type, node, nodes, [...path, key]);
      const value = node.name.value === "__typename" ? jsonName(of.name) : this.#once(of.name, row, nodes, write);
      return [key, value];
    });
  }

  /** Writes a field's JSON, or takes what an earlier request of the same role wrote, if that is the same for all of them. */
  #once(type: string, row: unknown, nodes: readonly FieldNode[], write: () => Json): Json {
    const [node] = nodes;
    const rowName = nameOf(row);
    if (node === undefined || nodes.length > 1 || rowName === undefined || !isStill(node, this.#operation.fragments)) {
      return write();
    }
    const before = this.#gaps.length;
    const { role } = this.#reader.viewer;
    const place = [role, this.#reader.spread, this.#form, this.#aliases, before, type, rowName].join(" ");
    const kept = stillJson.get(node, place);
    if (kept !== undefined) {
      this.#aliases = kept.aliases;
      this.#gaps.push(...kept.gaps);
      return kept.json;
    }
    const own = this.#reader;
    const { reader, differs } = watched(own);
    this.#reader = reader;
    const written = write();
    this.#reader = own;
    const aliases = this.#aliases;
    const gaps = this.#gaps.slice(before);
    if (!differs()) stillJson.keep(node, place, () => ({ json: flattenedJson(written), aliases, gaps }));
    return written;
  }

  #field<Row>(
    of: Projection<Row>,
    row: Row,
    type: GraphQLObjectType,
    node: FieldNode,
    nodes: readonly FieldNode[],
    path: Call<unknown>["path"],
  ): Json {
    const spec = of.fields.get(node.name.value);
    const definition = type.getFields()[node.name.value];
    if (spec === undefined || definition === undefined) throw new Error(`${of.name}.${node.name.value} is not read`);
    const args = getArgumentValues(definition, node, this.#operation.variables);
    const abstract = isAbstractType(getNamedType(definition.type));
    const json = spec.sql(row, this.#call(args, nodes, path, abstract));
    // What may be null, and what is made of a row: should anything in it be null against its promise, only this object is.
    return spec.nullable === true || isCompositeType(getNullableType(definition.type)) ? orNull(json) : json;
  }

  #call(args: unknown, nodes: readonly FieldNode[], path: Call<unknown>["path"], abstract: boolean): Call<never> {
    return {
      args: args as never, // made by the schema from the very specs that type them
      reader: this.#reader,
      path,
      alias: () => this.alias(),
      object: (of, row) => this.object(of, row, nodes, path, abstract),
      gap: (spec, need) => gapAt(this.#gaps.push({ spec, args, nodes, path }) - 1, need),
    };
  }
}

/** A row's name, where it is one and nothing else. */
function nameOf(row: unknown): string | undefined {
  if (row === undefined) return "";
  if (!(row instanceof Sql)) return undefined;
  const [name] = row.parts;
  return row.parts.length === 1 && typeof name === "string" ? name : undefined;
}

export function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type of the schema`);
  return type;
}
