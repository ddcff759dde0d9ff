import type { Pool, PoolClient } from "pg";
import { type DataSource, QueryFailedError } from "typeorm";
import { poolOf } from "./pool.ts";
import { type Sql, toQuery } from "./sql.ts";
import { StatementNames } from "./statement-names.ts";
import { isUnavailable } from "./unavailable.ts";

const namesOf = new WeakMap<Pool, StatementNames>();

/** What a connection has planned, and how many names had been given up when it last forgot some. */
interface Planned {
  readonly names: Set<string>;
  dropped: number;
}
const plannedBy = new WeakMap<PoolClient, Planned>();

/**
 * The one JSON value that a statement selects, as PostgreSQL wrote it: nothing of it is parsed here. A statement that comes
 * again is named, so that each connection parses and plans it once: of a customer's page that is most of the work.
 */
export async function askJson(dataSource: DataSource, statement: Sql): Promise<string> {
  const { text, values } = toQuery(statement);
  const pool = poolOf(dataSource);
  if (pool === undefined) throw new Error("the database is not connected");
  const names = namesOf.get(pool) ?? new StatementNames();
  namesOf.set(pool, names);
  const name = names.nameOf(text);
  dataSource.logger.logQuery(text, values);
  const client = await pool.connect();
  try {
    await forgetDropped(client, names, name);
    const query = { text, values, rowMode: "array" as const, types: UNPARSED };
    const { rows } = await client.query<[string | null]>(name === undefined ? query : { ...query, name });
    client.release();
    return rows[0]?.[0] ?? "null";
  } catch (error) {
    client.release(isUnavailable(error)); // a connection that has broken is not used again
    // As TypeORM's own, so that the log tells the fault without the statement's values.
    throw error instanceof Error ? new QueryFailedError(text, values, error) : error;
  }
}

const UNPARSED = { getTypeParser: () => (value: string) => value };

async function forgetDropped(client: PoolClient, names: StatementNames, next: string | undefined): Promise<void> {
  const planned = plannedBy.get(client) ?? { names: new Set(), dropped: names.dropped };
  plannedBy.set(client, planned);
  if (next !== undefined) planned.names.add(next);
  if (planned.dropped === names.dropped) return;
  planned.dropped = names.dropped;
  for (const name of [...planned.names].filter((each) => !names.isLive(each) && each !== next)) {
    planned.names.delete(name);
    // A statement that failed while it was planned is not there.
    await client
      .query("select from pg_prepared_statements where name = $1", [name])
      .then(({ rowCount }) => (rowCount === 0 ? undefined : client.query(`deallocate ${name}`)));
  }
}
