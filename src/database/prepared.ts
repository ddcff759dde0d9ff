import type { ClientBase, QueryArrayConfig, QueryConfig } from "pg";
import { type DataSource, QueryFailedError } from "typeorm";
import { poolOf } from "./pool.ts";
import { type Sql, toQuery } from "./sql.ts";
import { StatementNames } from "./statement-names.ts";

/** By the pool: its connections know the same names. */
const namesOf = new WeakMap<object, StatementNames>();

/** What a connection has been given by name, and how many names had been given up when it last forgot some. */
interface Planned {
  readonly names: Set<string>;
  dropped: number;
}
const planned = new WeakMap<ClientBase, Planned>();

function plannedBy(client: ClientBase, names: StatementNames): Planned {
  const known = planned.get(client) ?? { names: new Set(), dropped: names.dropped };
  planned.set(client, known);
  return known;
}

type Shape = Pick<QueryArrayConfig, "types"> & { readonly rowMode?: "array" };

/**
 * Sends a statement over a connection and gives its rows. One that comes again is named, so that each connection parses it
 * once, and PostgreSQL may keep its plan: of a customer's page that is most of the work.
 */
export async function send(
  dataSource: DataSource,
  client: ClientBase,
  statement: Sql,
  shape: Shape = {},
): Promise<unknown[]> {
  const { text, values } = toQuery(statement);
  const names = namesFor(dataSource);
  const name = names.nameOf(text);
  dataSource.logger.logQuery(text, values);
  if (name !== undefined) plannedBy(client, names).names.add(name);
  try {
    const query: QueryConfig = { text, values, ...shape };
    const { rows } = await client.query<object>(name === undefined ? query : { ...query, name });
    return rows;
  } catch (error) {
    // As TypeORM's own, so that the log tells the fault without the statement's values.
    throw error instanceof Error ? new QueryFailedError(text, values, error) : error;
  }
}

function namesFor(dataSource: DataSource): StatementNames {
  const pool = poolOf(dataSource);
  if (pool === undefined) throw new Error("the database is not connected");
  const names = namesOf.get(pool) ?? new StatementNames();
  namesOf.set(pool, names);
  return names;
}

/** Lets a connection forget the statements whose names have been given up; outside of transactions, which it would hold up. */
export async function forgetDropped(dataSource: DataSource, client: ClientBase): Promise<void> {
  const names = namesFor(dataSource);
  const own = plannedBy(client, names);
  if (own.dropped === names.dropped) return;
  const { dropped } = names;
  const gone = [...own.names].filter((name) => !names.isLive(name));
  // A statement that failed while it was parsed is not there.
  const found = await client.query<{ name: string }>("select name from pg_prepared_statements where name = any($1)", [
    gone,
  ]);
  for (const { name } of found.rows) await client.query(`deallocate ${name}`);
  for (const name of gone) {
    own.names.delete(name);
    forgetText(client, name);
  }
  own.dropped = dropped;
}

/** pg keeps the text of each named statement for as long as its connection lives. */
function forgetText(client: ClientBase, name: string): void {
  const { connection }: { connection?: { parsedStatements?: Record<string, string> } } = Object(client);
  delete connection?.parsedStatements?.[name];
}
