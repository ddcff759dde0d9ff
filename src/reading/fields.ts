import { GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLString } from "graphql";
import { columnName, type Entity } from "../database/columns.ts";
import { bound, raw, type Sql, sql } from "../database/sql.ts";
import type { IdPrefix } from "../graphql/ids.ts";
import { mayReadPersonal, type Role } from "../graphql/roles.ts";
import { DateScalar, DateTimeScalar, DecimalScalar, IdScalar, JSONObjectScalar } from "../graphql/scalars.ts";
import { JSON_NULL, type Json, json, jsonAsIs, jsonList, jsonOf, plainString, textOf } from "./json-text.ts";
import type { Call, FieldSpec, Projection } from "./projection.ts";

/** The scalars and how a value of each is written in the answer: exactly as the scalar itself would serialise it. */
const SCALARS = {
  String: { type: GraphQLString, write: jsonOf },
  Int: { type: GraphQLInt, write: jsonAsIs },
  Float: { type: GraphQLFloat, write: jsonOf },
  Boolean: { type: GraphQLBoolean, write: jsonAsIs },
  JSONObject: { type: JSONObjectScalar, write: jsonAsIs },
  DateTime: {
    type: DateTimeScalar,
    write: (value: Sql) => plainString(sql`to_char((${value}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`),
  },
  Date: { type: DateScalar, write: (value: Sql) => plainString(sql`to_char(${value}, 'YYYY-MM-DD')`) },
  Decimal: { type: DecimalScalar, write: (value: Sql) => plainString(decimalText(value)) },
} as const;

/** Trailing zeros carry no value; two decimals are kept because that is how amounts are read. */
export function decimalText(value: Sql): Sql {
  return sql`(case when scale(trim_scale(${value})) < 2 then round(${value}, 2) else trim_scale(${value}) end)::text`;
}

export type ScalarName = keyof typeof SCALARS;

export interface FieldOptions {
  readonly about: string;
  readonly nullable?: boolean;
  readonly roles?: readonly Role[];
  /** Personal data: what those see instead who may not read it; `null` shows nothing. */
  readonly personal?: null | ((value: Sql) => Sql);
}

/** A value computed in SQL from the row. */
export function expression<Row>(
  scalar: ScalarName,
  options: FieldOptions,
  value: (row: Row, call: Call<unknown>) => Sql,
): FieldSpec<Row> {
  const { type, write } = SCALARS[scalar];
  return {
    ...declaration(options),
    type: () => type,
    sql: (row, call) => masked(options, call, value(row, call), write),
  };
}

/** A column of the row's table; the entity is the one place that names it. */
export function column(entity: Entity, property: string, scalar: ScalarName, options: FieldOptions): FieldSpec<Sql> {
  const name = columnName(entity, property);
  return expression(scalar, options, (row) => sql`${row}.${raw(name)}`);
}

/** A column or expression whose text is the name of an enum's value. */
export function enumeration<Row>(
  values: object,
  options: FieldOptions,
  value: (row: Row, call: Call<unknown>) => Sql,
): FieldSpec<Row> {
  return {
    ...declaration(options),
    type: () => values,
    sql: (row, call) => masked(options, call, value(row, call), plainString),
  };
}

/** The id of a thing: its prefix and the hex digits of its UUID. */
export function id(prefix: IdPrefix, options: { about: string; roles?: readonly Role[] }): FieldSpec<Sql> {
  return {
    ...declaration(options),
    type: () => IdScalar,
    sql: (row) => plainString(idOf(prefix, sql`${row}.id`)),
  };
}

/** The id of the thing with this UUID, as text. */
export const idOf = (prefix: IdPrefix, uuid: Sql): Sql =>
  sql`${raw(`'${prefix}_'`)} || encode(uuid_send(${uuid}), 'hex')`;

/** An object made of the same row, or of values beside it; null where `when` does not hold. */
export function inline<Row, Inner>(
  of: Projection<Inner>,
  options: FieldOptions & { readonly when?: (row: Row, call: Call<unknown>) => Sql },
  inner: (row: Row, call: Call<unknown>) => Inner,
): FieldSpec<Row> {
  return {
    ...declaration(options),
    type: () => of.type,
    sql: (row, call) => {
      if (options.personal === null && !mayReadPersonal(call.reader.viewer)) return JSON_NULL;
      const object = call.object(of, inner(row, call));
      return options.when === undefined
        ? object
        : json`${sql`case when ${options.when(row, call)} then ${textOf(object)} end`}`;
    },
  };
}

/** How rows of another table hang on the parent's row. */
export interface Edge<Row, Args> {
  readonly table: string | ((row: Row, call: Call<Args>) => Sql);
  readonly where?: (row: Sql, parent: Row, call: Call<Args>) => Sql;
  readonly order?: (row: Sql, parent: Row, call: Call<Args>) => Sql;
  readonly limit?: (call: Call<Args>) => Sql;
}

type EdgeOptions<Row, Args> = Pick<FieldSpec<Row, Args>, "about" | "nullable" | "roles" | "args" | "check"> &
  Edge<Row, Args> & { readonly personal?: "empty" };

/** One row of another table, or null. */
export function one<Row, Args = Record<never, never>>(
  of: () => Projection<Sql>,
  options: EdgeOptions<Row, Args>,
): FieldSpec<Row, Args> {
  return {
    ...options,
    type: () => of().type,
    sql: (row, call) => {
      const alias = call.alias();
      const object = textOf(call.object(of(), alias));
      return json`${sql`(select ${object} from ${source(options, row, alias, call)} limit 1)`}`;
    },
  };
}

/** The rows of another table, in order; few by nature, or limited. */
export function list<Row, Args = Record<never, never>>(
  of: () => Projection<Sql>,
  options: EdgeOptions<Row, Args> & { readonly order: NonNullable<Edge<Row, Args>["order"]> },
): FieldSpec<Row, Args> {
  return {
    ...options,
    list: true,
    type: () => of().type,
    sql: (row, call) => {
      if (options.personal === "empty" && !mayReadPersonal(call.reader.viewer)) return json`[]`;
      const [alias, item] = [call.alias(), call.alias()];
      const rows = source(options, row, alias, call);
      const limit = options.limit === undefined ? raw("") : sql` limit ${options.limit(call)}`;
      const inner = sql`select ${textOf(call.object(of(), alias))} as item from ${rows}${limit}`;
      return json`${sql`(select ${textOf(jsonList(sql`${item}.item`))} from (${inner}) ${item})`}`;
    },
  };
}

function source<Row, Args>(edge: Edge<Row, Args>, parent: Row, alias: Sql, call: Call<Args>): Sql {
  const table = typeof edge.table === "string" ? raw(edge.table) : sql`(${edge.table(parent, call)})`;
  const where = edge.where === undefined ? raw("") : sql` where ${edge.where(alias, parent, call)}`;
  const order = edge.order === undefined ? raw("") : sql` order by ${edge.order(alias, parent, call)}`;
  return sql`${table} ${alias}${where}${order}`;
}

function declaration(options: FieldOptions): Pick<FieldSpec<unknown>, "about" | "nullable" | "roles"> {
  const { about, nullable, roles } = options;
  return { about, ...(nullable === undefined ? {} : { nullable }), ...(roles === undefined ? {} : { roles }) };
}

function masked(options: FieldOptions, call: Call<unknown>, value: Sql, write: (value: Sql) => Json): Json {
  if (options.personal === undefined || mayReadPersonal(call.reader.viewer)) return write(value);
  return options.personal === null ? JSON_NULL : write(options.personal(value));
}

/** A constant of the request in SQL. */
export const constant = (text: string): Sql => sql`${bound(text)}::text`;
