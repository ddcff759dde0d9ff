import { bound, type Sql, sql } from "../../database/sql.ts";
import { activeModels } from "../../models/index.ts";

/** What recommendations stand on: which models are served, and what has changed of the catalogue. */
export interface Ground {
  /** kind -> id and version of the served model. */
  readonly models: Readonly<Record<string, readonly [id: string, version: number]>>;
  readonly snapshot: string;
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
 * Written by the statement that reads the customers, so that all is as of one moment. A transaction from `horizon` on may have been
 * running when the catalogue was last looked at. Numbers that no transaction of this database has reached come from another one, by a
 * backup, and say nothing here.
 */
export const groundSince = (
  horizon: string,
  counted: boolean,
): Sql => sql`'{"models":' || coalesce((${activeModels}), '{}')
    || ',"snapshot":"' || pg_current_snapshot()::text || '","products":' || (
      select coalesce(json_agg(json_build_array(p.id, p.name, p.brand, p.category, p.price::float8, p.stock, p.available)), '[]')::text
      from product p where p.changed_in >= ${bound(horizon)}::bigint
        and (${bound(horizon)}::bigint = 0 or p.changed_in < pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    ) || ',"count":' || case when ${counted}::boolean then (select count(*)::text from product) else 'null' end || '}'`;
