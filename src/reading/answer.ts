import DataLoader from "dataloader";
import {
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import { raw, type Sql, sql } from "../database/sql.ts";
import type { Ask, Tree } from "./ask.ts";
import { Compiler, type Form, type Operation, objectType, type SelectedFields, TYPE_KEY } from "./compile.ts";
import type { Computers } from "./computed.ts";
import { Gaps } from "./fill-gaps.ts";
import { jsonObject, textOf } from "./json-text.ts";
import { allProjections, type Projection, type Reader } from "./projection.ts";
import { query } from "./query.ts";

interface OneRow {
  readonly table: string;
  readonly where: (row: Sql) => Sql;
}

/** A whole operation and what it was asked with. */
export type RootOperation = Omit<Operation, "reader"> & { readonly operation: OperationDefinitionNode };

/** What a request has for reading; made once per request. */
export class Answers {
  readonly #ask: Ask;
  readonly #reader: Reader;
  readonly #gaps: Gaps;
  #text: Promise<string> | undefined;
  #root: Promise<Tree> | undefined;
  readonly #loaders = new Map<readonly FieldNode[], DataLoader<string, Tree | null>>();

  constructor(ask: Ask, reader: Reader, computers: Computers = {}) {
    this.#ask = ask;
    this.#reader = reader;
    this.#gaps = new Gaps(ask, reader, computers);
  }

  /**
   * The whole answer as PostgreSQL wrote it, where it can write all of it; else undefined, and where it failed: `root` then
   * fails with the same, in the executor's words.
   */
  async direct(asked: RootOperation): Promise<string | undefined> {
    if (asked.operation.operation !== "query") return undefined;
    const selected = rootFields(asked);
    const names = [...selected.values()].map(([node]) => node?.name.value ?? "");
    const whole = names.every((name) => name === TypeNameMetaFieldDef.name || query.fields.has(name));
    if (!whole || !names.some((name) => query.fields.has(name))) return undefined;
    this.#text = this.#askText(asked, selected, "answer");
    try {
      return await this.#text;
    } catch {
      return undefined; // `root` tells it
    }
  }

  /** The whole query as one tree, from one statement, whichever of its root fields asks first. */
  root(info: GraphQLResolveInfo): Promise<Tree> {
    this.#root ??= this.#askRoot(info);
    return this.#root;
  }

  /**
   * The thing with this UUID, as the field's selection asks for it, or null. All that one field of an answer asks for,
   * such as the touchpoint of each outcome, is one statement.
   */
  byId(of: Projection<Sql>, uuid: string, info: GraphQLResolveInfo): Promise<Tree | null> {
    const loader = this.#loaders.get(info.fieldNodes) ?? this.#loaderFor(of, info);
    this.#loaders.set(info.fieldNodes, loader);
    return loader.load(uuid);
  }

  /** The one row of a table that is meant, as the field's selection asks for it, or null: for what has no id of its own. */
  async row(of: Projection<Sql>, { table, where }: OneRow, info: GraphQLResolveInfo): Promise<Tree | null> {
    const compiler = new Compiler(this.#operation(info), "tree");
    const row = compiler.alias();
    const object = textOf(compiler.object(of, row, info.fieldNodes, []));
    const found = await this.#ask.rows(sql`select ${object} as item from ${raw(table)} ${row} where ${where(row)}`);
    const [item] = await this.#filled(compiler, found);
    if (item === undefined) return null;
    if (item === null) throw new Error(`a ${of.name} has a null where none may be`);
    return treeOf(item);
  }

  async #askRoot(info: GraphQLResolveInfo): Promise<Tree> {
    const asked = { ...this.#operation(info), operation: info.operation };
    const read = [...rootFields(asked)].filter(([, nodes]) => query.fields.has(nodes[0]?.name.value ?? ""));
    this.#text ??= this.#askText(asked, new Map(read), "tree");
    return treeOf(await this.#text);
  }

  async #askText(
    { operation: _operation, ...asked }: RootOperation,
    selected: SelectedFields,
    form: Form,
  ): Promise<string> {
    const type = objectType(asked.schema, query.name);
    const compiler = new Compiler({ ...asked, reader: this.#reader }, form);
    const text = textOf(jsonObject(compiler.members(query, undefined, type, selected, [])));
    return this.#gaps.read(compiler, text);
  }

  #loaderFor(of: Projection<Sql>, info: GraphQLResolveInfo): DataLoader<string, Tree | null> {
    return new DataLoader(async (uuids) => {
      const { node } = of;
      if (node === undefined) throw new Error(`${of.name} has no ids`);
      const compiler = new Compiler(this.#operation(info), "tree");
      const row = compiler.alias();
      const object = textOf(compiler.object(of, row, info.fieldNodes, []));
      const table = raw(node.table);
      const found = await this.#ask.rows(
        sql`select ${row}.id::text as key, ${object} as item from ${table} ${row} where ${node.where(row, uuids)}`,
      );
      const items = await this.#filled(compiler, found);
      const byKey = new Map(found.map((each, place) => [each["key"], items[place]]));
      return uuids.map((uuid) => {
        if (!byKey.has(uuid)) return null;
        const item = byKey.get(uuid);
        return typeof item === "string" ? treeOf(item) : new Error(`${of.name} ${uuid} has a null where none may be`);
      });
    });
  }

  /** The items of these rows without gaps; null where one was written as null. */
  async #filled(compiler: Compiler, rows: readonly Tree[]): Promise<(string | null)[]> {
    const items = rows.map(({ item }) => (typeof item === "string" ? item : ""));
    const filled = await this.#gaps.fill(compiler, items);
    return filled.map((item) => (item === "" ? null : item));
  }

  #operation(info: GraphQLResolveInfo): Operation {
    return {
      schema: info.schema,
      fragments: info.fragments,
      variables: info.variableValues,
      reader: this.#reader,
    };
  }
}

function rootFields({ schema, fragments, variables, operation }: RootOperation): SelectedFields {
  return collectFields(schema, fragments, variables, objectType(schema, query.name), operation.selectionSet);
}

const treeOf = (text: string): Tree => JSON.parse(text); // written as an object

interface ReadingContext {
  readonly answers: Answers;
}

/**
 * Gives every field that a projection declares its resolver: the value that the statement wrote under the field's
 * response key. Two aliases of one field differ in their arguments, so the field's name would not do.
 */
export function attachReadings(schema: GraphQLSchema): void {
  for (const { name, fields } of allProjections()) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue; // declared by a feature whose fields nobody reaches
    for (const field of Object.values(type.getFields())) {
      if (fields.has(field.name)) field.resolve = (source: Tree, _args, _context, info) => source[info.path.key];
    }
  }
  for (const field of Object.values(objectType(schema, "Query").getFields())) {
    if (!query.fields.has(field.name)) continue;
    field.resolve = async (_source, _args, context: ReadingContext, info) =>
      (await context.answers.root(info))[info.path.key];
  }
  const node = schema.getType("Node");
  if (isInterfaceType(node)) node.resolveType = (value: Tree) => String(value[TYPE_KEY]);
}
