import type { GraphQLScalarType } from "graphql";
import type { Sql } from "../database/sql.ts";
import type { IdPrefix } from "../graphql/ids.ts";
import type { HasRole, Role, Viewer } from "../graphql/roles.ts";
import type { GapField } from "./computed.ts";
import { declareField, declareType } from "./declare.ts";
import type { Json } from "./json-text.ts";

/** What is the same for a whole operation. */
export interface Reader {
  readonly viewer: Viewer;
  /** The request's moment, as one bound parameter. */
  readonly now: Sql;
  /** The same for what the process works out. */
  readonly at: Date;
  readonly shop: { readonly name: string; readonly timeZone: string; readonly assumedConsents: readonly string[] };
  /** Whether the tables are spread over a Citus cluster, where a limited list is asked for by its keys. */
  readonly spread: boolean;
}

/** One selected field, while its SQL is written. */
export interface Call<Args> {
  readonly args: Args;
  readonly reader: Reader;
  readonly path: readonly (string | number)[];
  /** A fresh name for a row. */
  alias(): Sql;
  /** The JSON object that the field's selection asks of a row. */
  object<Row>(of: Projection<Row>, row: Row): Json;
  /** The place of rows that the process works out from what is needed for them. */
  gap(spec: GapField["spec"], need: Json): Json;
}

export type TypeRef = GraphQLScalarType | object;

export interface ArgSpec<T> {
  readonly type: () => TypeRef | [TypeRef];
  readonly about: string;
  readonly required?: boolean;
  readonly defaultValue?: T;
  /** Who may give it, where fewer than may read the field. */
  readonly roles?: readonly Role[];
}

export type ArgSpecs<Args> = { readonly [Name in keyof Args]-?: ArgSpec<NonNullable<Args[Name]>> };

/**
 * A field, declared once by the feature that owns the data: this gives its GraphQL definition, who may read it, and the
 * SQL that answers it.
 */
export interface FieldSpec<Row, Args = Record<never, never>> {
  readonly about: string;
  readonly type: () => TypeRef;
  /** A list of items that are there; `of nullable` where an item may be missing. */
  readonly list?: boolean | "of nullable";
  readonly nullable?: boolean;
  /** Who may read it; left out, the type's roles hold. */
  readonly roles?: readonly Role[];
  readonly args?: ArgSpecs<Args>;
  /** How many rows the list has at most, where it has many; the sizes of nested lists multiply. */
  readonly rows?: (args: Args) => number;
  /** Refuses arguments before anything runs; by the role alone, since what it said of constant ones is remembered. */
  readonly check?: (args: Args, viewer: HasRole, path: readonly (string | number)[]) => void;
  /** The value's JSON; an expression that is null where the value is. */
  readonly sql: (row: Row, call: Call<Args>) => Json;
}

/** A field among others of its type, its arguments' types forgotten: the schema, made from the same spec, checks them. */
export interface DeclaredField<Row> extends Omit<FieldSpec<Row>, "args" | "rows" | "check" | "sql"> {
  readonly args?: Readonly<Record<string, ArgSpec<unknown>>>;
  readonly rows?: (args: never) => number;
  readonly check?: (args: never, viewer: HasRole, path: readonly (string | number)[]) => void;
  readonly sql: (row: Row, call: Call<never>) => Json;
}

/** A type of the API and how each of its fields is read from a row. */
export interface Projection<Row> {
  readonly name: string;
  readonly type: new () => object;
  readonly roles: readonly Role[];
  readonly fields: Map<string, DeclaredField<Row>>;
  readonly node?: NodeSpec;
}

/** How things of a type are found by their ids. */
export interface NodeSpec {
  readonly prefix: IdPrefix;
  /** Who may look one up by its id. */
  readonly roles: readonly Role[];
  readonly table: string;
  readonly where: (row: Sql, uuids: readonly string[]) => Sql;
}

const projections = new Map<string, Projection<never>>();

export interface ProjectionOptions {
  readonly about: string;
  readonly roles: readonly Role[];
  readonly node?: NodeSpec;
}

/** Declares a type of the API. Its fields are added by `extend`, by whichever feature owns the data. */
export function projection<Row>(name: string, options: ProjectionOptions): Projection<Row> {
  if (projections.has(name)) throw new Error(`the type ${name} is declared twice`);
  const { about, roles, node } = options;
  const type = declareType(name, about, roles, node !== undefined);
  const made: Projection<Row> = { name, type, roles, fields: new Map(), ...(node === undefined ? {} : { node }) };
  projections.set(name, made);
  return made;
}

/** Adds a field to a type, from the feature that owns what it reads. */
export function extend<Row, Args>(of: Projection<Row>, name: string, spec: FieldSpec<Row, Args>): void {
  extendAll(of, { [name]: spec as DeclaredField<Row> });
}

export function extendAll<Row>(of: Projection<Row>, fields: Readonly<Record<string, DeclaredField<Row>>>): void {
  for (const [name, spec] of Object.entries(fields)) {
    if (of.fields.has(name)) throw new Error(`the field ${of.name}.${name} is declared twice`);
    of.fields.set(name, spec);
    declareField(of.type, name, spec);
  }
}

export const allProjections = (): Iterable<Projection<never>> => projections.values();

export function projectionNamed(name: string): Projection<never> | undefined {
  return projections.get(name);
}

export function projectionOfId(prefix: string): Projection<never> | undefined {
  return [...projections.values()].find((candidate) => candidate.node?.prefix === prefix);
}
