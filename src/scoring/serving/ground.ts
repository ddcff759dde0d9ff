import { bound, type Sql, sql } from "../../database/sql.ts";
import { activeModels } from "../../models/index.ts";

/** What recommendations stand on: which models are served, and up to when products have changed. */
export interface Ground {
  /** kind -> the served model. */
  readonly models: Readonly<Record<string, ServedModel>>;
  readonly snapshot: string;
  /** The latest transaction that has changed a product; null where there is none. */
  readonly changedIn: string | null;
  /** How many products were ever deleted, as PostgreSQL counts, a second late at most. */
  readonly deleted: number;
}

export type ServedModel = readonly [id: string, version: number, bytes: number];

/** What has changed of the catalogue. */
export interface Changes {
  readonly snapshot: string;
  /** What was written before this transaction is left out; 0 where nothing is. */
  readonly since: string;
  readonly products: readonly ChangedProduct[];
  /** How many products there are, where that was asked. */
  readonly count: number | null;
}

export type ChangedProduct = readonly [
  id: string,
  name: string,
  brand: string | null,
  category: string | null,
  price: number | null,
  stock: number | null,
  available: boolean,
];

/**
 * Read by the statement that reads the customers, where that can be, so that all is as of one moment. It has nothing that differs from
 * request to request, so that PostgreSQL keeps one plan for all of them. Numbers that no transaction of this database has reached come
 * from another one, by a backup, and say nothing here.
 */
export function groundAsOf(snapshot: Sql): Sql {
  const changedIn = sql`select p.changed_in::text from product p
    where p.changed_in < pg_snapshot_xmax(${snapshot})::text::bigint order by p.changed_in desc limit 1`;
  return sql`'{"models":' || coalesce((${activeModels}), '{}')
    || ',"snapshot":"' || ${snapshot}::text || '","changedIn":' || coalesce('"' || (${changedIn}) || '"', 'null')
    || ',"deleted":' || pg_stat_get_tuples_deleted('product'::regclass)::text || '}'`;
}

/** What the next look at the catalogue is to read. */
export interface Question {
  /** What was written before this transaction is known; 0 where all is to be read. */
  readonly horizon: string;
  readonly counted: boolean;
  /** How often all of it was wanted before the look began. */
  readonly wanted: number;
}

/** A transaction from `horizon` on may have been running when the catalogue was last looked at. */
export function changesSince({ horizon, counted }: Pick<Question, "horizon" | "counted">, snapshot: Sql): Sql {
  const since = bound(horizon);
  return sql`'{"snapshot":"' || ${snapshot}::text || '","since":"' || ${since}::text || '","products":' || (
      select coalesce(json_agg(json_build_array(p.id, p.name, p.brand, p.category, p.price::float8, p.stock, p.available)), '[]')::text
      from product p where p.changed_in >= ${since}::text::bigint
        and (${since}::text::bigint = 0 or p.changed_in < pg_snapshot_xmax(${snapshot})::text::bigint)
    ) || ',"count":' || case when ${counted}::boolean then (select count(*)::text from product) else 'null' end || '}'`;
}
