import { GraphQLInt, GraphQLString } from "graphql";
import { raw, type Sql, sql } from "../database/sql.ts";
import { decodeCursor } from "../graphql/cursors.ts";
import { badUserInput, limitExceeded } from "../graphql/errors.ts";
import { EVERYONE } from "../graphql/roles.ts";
import { type PageRow, PageRows } from "./connection.ts";
import { expression } from "./fields.ts";
import { type Json, json, textOf } from "./json-text.ts";
import { beyond, type Order, type PageArgs } from "./orders.ts";
import {
  type ArgSpecs,
  type Call,
  extend,
  extendAll,
  type FieldSpec,
  type Projection,
  projection,
} from "./projection.ts";

export const PAGE_LIMIT = 100;
const PAGE_DEFAULT = 20;

const pageInfo = projection<PageRows>("PageInfo", {
  about: "Where a page lies in its list, and the cursors to go on from.",
  roles: EVERYONE,
});

extendAll(pageInfo, {
  hasNextPage: expression("Boolean", { about: "Whether the list goes on after this page." }, (page) =>
    page.backward ? page.beforeCursor() : page.beyondPage(),
  ),
  hasPreviousPage: expression("Boolean", { about: "Whether the list has rows before this page." }, (page) =>
    page.backward ? page.beyondPage() : page.beforeCursor(),
  ),
  startCursor: expression(
    "String",
    { about: "The cursor of the first row, for `before`; null on an empty page.", nullable: true },
    (page) => page.cursorAt("first"),
  ),
  endCursor: expression(
    "String",
    { about: "The cursor of the last row, for `after`; null on an empty page.", nullable: true },
    (page) => page.cursorAt("last"),
  ),
});

interface EdgeRow {
  readonly page: PageRow;
  readonly row: Sql;
}

const connections = new Map<string, Projection<PageRows>>();

/** The connection type of a node type (Relay cursor connections), with `nodes` and `totalCount`. */
function connectionOf(of: Projection<Sql>): Projection<PageRows> {
  const known = connections.get(of.name);
  if (known !== undefined) return known;
  const { name, roles } = of;
  const edge = projection<EdgeRow>(`${name}Edge`, { about: `One ${name} of a list, with its cursor.`, roles });
  extend(edge, "node", {
    about: `The ${name}.`,
    type: () => of.type,
    sql: ({ row }, call) => call.object(of, row),
  });
  extend(
    edge,
    "cursor",
    expression("String", { about: "Where this row lies in the list." }, ({ page, row }: EdgeRow) => page.cursor(row)),
  );
  const connection = projection<PageRows>(`${name}Connection`, { about: `A page of a list of ${name}.`, roles });
  extendAll(connection, {
    nodes: {
      ...items(() => of.type, "The rows of the page."),
      sql: (page, call) => page.collect((row) => call.object(of, row)),
    },
    edges: {
      ...items(() => edge.type, "The rows of the page with their cursors."),
      sql: (page, call) => page.collect((row) => call.object(edge, { page, row })),
    },
    pageInfo: {
      about: "Where the page lies.",
      type: () => pageInfo.type,
      sql: (page, call) => call.object(pageInfo, page),
    },
    totalCount: expression(
      "Int",
      { about: "How many rows the whole list has; counted only when selected." },
      (page) => sql`(${page.rows(raw("count(*)"))})`,
    ),
  });
  connections.set(name, connection);
  return connection;
}

const items = (type: () => object, about: string) => ({ about, list: true, type }) as const;

export interface PageOptions<Row, Args> {
  readonly about: string;
  readonly roles?: FieldSpec<Row>["roles"];
  readonly args?: ArgSpecs<Args>;
  readonly check?: FieldSpec<Row, Args>["check"];
  readonly table: string;
  /** The primary key's columns. */
  readonly key: string;
  readonly order: (args: Args) => Order;
  readonly where: (row: Sql, parent: Row, call: Call<Args>) => Sql;
  /** Forwards only, where the contract has no `last` and `before`. */
  readonly forwardOnly?: boolean;
}

/** A keyset page of another table. */
export function page<Row, Args = Record<never, never>>(
  of: Projection<Sql>,
  options: PageOptions<Row, Args>,
): FieldSpec<Row, Args & PageArgs> {
  const { about, roles, forwardOnly = false } = options;
  const connection = connectionOf(of);
  return {
    about,
    ...(roles === undefined ? {} : { roles }),
    type: () => connection.type,
    rows: sizeOf,
    args: { ...(forwardOnly ? FORWARD : { ...FORWARD, ...BACKWARD }), ...options.args } as ArgSpecs<Args & PageArgs>,
    check: (args, viewer, path) => {
      checkPage(args, options.order(args), path);
      options.check?.(args, viewer, path);
    },
    sql: (parent, call) => pageSql(connection, options, parent, call),
  };
}

function pageSql<Row, Args>(
  connection: Projection<PageRows>,
  options: PageOptions<Row, Args>,
  parent: Row,
  call: Call<Args & PageArgs>,
): Json {
  const order = options.order(call.args);
  const { args } = call;
  const size = sizeOf(args);
  const rows = new PageRows(
    {
      table: options.table,
      key: options.key,
      order,
      where: (row) => options.where(row, parent, call),
      window: (row) => window(order, row, args),
      alias: () => call.alias(),
    },
    args,
    size,
  );
  const selected = textOf(call.object(connection, rows));
  return json`${rows.statement(selected, call.reader.spread && parent === undefined)}`;
}

const sizeOf = ({ first, last }: PageArgs): number => last ?? first ?? PAGE_DEFAULT;

function window(order: Order, row: Sql, args: PageArgs): Sql | undefined {
  if (args.after !== undefined && args.after !== null) return beyond(order, row, args.after, "after");
  if (args.before !== undefined && args.before !== null) return beyond(order, row, args.before, "before");
  return undefined;
}

function checkPage(args: PageArgs, order: Order, path: readonly (string | number)[]): void {
  const { first, last, after, before } = args;
  const given = (value: unknown): boolean => value !== undefined && value !== null;
  if ((given(first) || given(after)) && (given(last) || given(before))) {
    throw badUserInput("Page either forwards with first and after, or backwards with last and before.", path);
  }
  if (given(before) && !given(last)) throw badUserInput("before is used with last.", [...path, "before"]);
  for (const [name, size] of [
    ["first", first],
    ["last", last],
  ] as const) {
    checkSize(name, size, path);
  }
  for (const side of ["after", "before"] as const) {
    const cursor = args[side];
    if (cursor !== undefined && cursor !== null) decodeCursor(cursor, order.name, order.keys, [...path, side]);
  }
}

/** How many rows a list may be asked for. */
export function checkSize(name: string, size: number | null | undefined, path: readonly (string | number)[]): void {
  if (size === undefined || size === null) return;
  if (size < 0) throw badUserInput(`${name} is ${size}; it is at least 0.`, [...path, name]);
  if (size > PAGE_LIMIT) throw limitExceeded(`${name} is ${size}; it is at most ${PAGE_LIMIT}.`, PAGE_LIMIT, size);
}

const FORWARD: Pick<ArgSpecs<PageArgs>, "first" | "after"> = {
  first: {
    type: () => GraphQLInt,
    about: `How many rows, at most ${PAGE_LIMIT}; ${PAGE_DEFAULT} where it is left out.`,
  },
  after: { type: () => GraphQLString, about: "Only rows after this cursor." },
};
const BACKWARD: Pick<ArgSpecs<PageArgs>, "last" | "before"> = {
  last: { type: () => GraphQLInt, about: `How many rows from the end, at most ${PAGE_LIMIT}.` },
  before: { type: () => GraphQLString, about: "Only rows before this cursor; with `last`." },
};
