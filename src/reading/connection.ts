import { and, join, raw, type Sql, sql } from "../database/sql.ts";
import { type Json, jsonList, textOf } from "./json-text.ts";
import { cursorOf, type Order, orderBy, type PageArgs, reversed, upTo } from "./orders.ts";

/** A page while its SQL is written: what its connection's fields are read from. */
export interface PageRow {
  /** Adds a column to the page's rows and gives the JSON list of it, in the list's order. */
  collect(value: (row: Sql) => Json): Json;
  /** A row's cursor, inside `collect`. */
  cursor(row: Sql): Sql;
  /** The cursor of the page's first row, or of its last; null on an empty page. */
  cursorAt(place: "first" | "last"): Sql;
  readonly size: number;
  readonly backward: boolean;
  readonly args: PageArgs;
  /** `select ... from the whole list, without its limit`. */
  rows(selected: Sql, condition?: (row: Sql) => Sql | undefined, limit?: number): Sql;
}

export interface ListSource {
  readonly table: string;
  /** The column by which a row is found again; on a cluster, where a limited list is asked for by it. */
  readonly key: string;
  readonly order: Order;
  readonly where: (row: Sql) => Sql;
  /** The condition that a cursor adds. */
  readonly window: (row: Sql) => Sql | undefined;
  readonly alias: () => Sql;
}

/**
 * A size as part of the statement's text: a plan that is made for any size would be one for a tenth of the table. The sizes of
 * pages are few, so the statements are.
 */
const whole = (size: number): Sql => raw(String(Math.trunc(size)));

/** The rows of a page, read once; its columns are added while the connection's selection is written. */
export class PageRows implements PageRow {
  readonly size: number;
  readonly backward: boolean;
  readonly args: PageArgs;
  readonly #source: ListSource;
  readonly #row: Sql;
  readonly #page: Sql;
  readonly #columns: Sql[] = [];
  #needsRows = false;

  constructor(source: ListSource, args: PageArgs, size: number) {
    this.#source = source;
    this.args = args;
    this.size = size;
    this.backward = args.last !== undefined && args.last !== null;
    this.#row = source.alias();
    this.#page = source.alias();
  }

  collect(value: (row: Sql) => Json): Json {
    const name = raw(`c${this.#columns.length}`);
    this.#columns.push(sql`${textOf(value(this.#row))} as ${name}`);
    this.#needsRows = true;
    return jsonList(sql`${this.#page}.${name}`, this.#inOrder());
  }

  cursor(row: Sql): Sql {
    return cursorOf(this.#source.order, this.#source.order.values(row));
  }

  cursorAt(place: "first" | "last"): Sql {
    this.#needsRows = true;
    const index = raw(place === "first" ? "1" : "count(*)");
    const keys = this.#keys().map((key) => sql`(array_agg(${key} order by ${this.#inOrder()}))[${index}]`);
    return cursorOf(this.#source.order, keys);
  }

  #keys(): Sql[] {
    return this.#source.order.keys.map((_, index) => sql`${this.#page}.k${raw(String(index))}`);
  }

  #inOrder(): Sql {
    return orderBy(this.#keys(), this.#source.order.direction);
  }

  rows(selected: Sql, condition?: (row: Sql) => Sql | undefined, limit?: number): Sql {
    const row = this.#source.alias();
    const where = and([this.#source.where(row), condition?.(row)]);
    const { order } = this.#source;
    const direction = this.backward ? reversed(order.direction) : order.direction;
    const inOrder = orderBy(order.values(row), direction);
    const cut = limit === undefined ? raw("") : sql` order by ${inOrder} limit ${whole(limit)}`;
    return sql`select ${selected} from ${this.#from(row)} where ${where}${cut}`;
  }

  /** Whether rows lie beyond the page, on the side towards which it was read. */
  beyondPage(): Sql {
    const more = this.rows(raw("1"), this.#source.window, this.size + 1);
    return sql`(select count(*) from (${more}) ${this.#source.alias()}) > ${whole(this.size)}`;
  }

  /** Whether rows lie before the cursor at which the page began, on the other side. */
  beforeCursor(): Sql {
    const [cursor, side] = this.backward ? [this.args.before, "before" as const] : [this.args.after, "after" as const];
    if (cursor === undefined || cursor === null) return raw("false");
    return sql`exists (${this.rows(raw("1"), (row) => upTo(this.#source.order, row, cursor, side))})`;
  }

  /** The finished statement: call it last, when every column is known. */
  statement(selected: Sql, spread: boolean): Sql {
    if (!this.#needsRows) return sql`(select ${selected})`;
    return sql`(select ${selected} from (${this.#limited(spread)}) ${this.#page})`;
  }

  #limited(spread: boolean): Sql {
    const { order, where, window, key } = this.#source;
    const row = this.#row;
    const keys = order.values(row).map((value, index) => sql`${value} as k${raw(String(index))}`);
    const columns = join([...this.#columns, ...keys]);
    const direction = this.backward ? reversed(order.direction) : order.direction;
    const limited = (of: Sql): Sql =>
      sql`where ${and([where(of), window(of)])} order by ${orderBy(order.values(of), direction)} limit ${whole(this.size)}`;
    if (!spread) return sql`select ${columns} from ${this.#from(row)} ${limited(row)}`;
    const inner = this.#source.alias();
    const chosen = sql`select ${columnsOf(inner, key)} from ${this.#from(inner)} ${limited(inner)}`;
    return sql`select ${columns} from ${this.#from(row)} where (${columnsOf(row, key)}) in (${chosen})`;
  }

  #from(row: Sql): Sql {
    const joined = this.#source.order.join?.(row) ?? raw("");
    return sql`${raw(this.#source.table)} ${row} ${joined}`;
  }
}

const columnsOf = (row: Sql, key: string): Sql => join(key.split(", ").map((name) => sql`${row}.${raw(name)}`));
