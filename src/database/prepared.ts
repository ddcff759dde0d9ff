import type { ClientBase, QueryArrayConfig, QueryConfig } from "pg";
import { type DataSource, QueryFailedError } from "typeorm";
import { poolOf } from "./pool.ts";
import { type Sql, toQuery } from "./sql.ts";
import { StatementNames } from "./statement-names.ts";

/** By the pool: its connections know the same names. */
const namesOf = new WeakMap<object, StatementNames>();

/** What a connection has planned, and how many names had been given up when it last forgot some. */
interface Planned {
  readonly names: Set<string>;
  dropped: number;
}
const plannedBy = new WeakMap<ClientBase, Planned>();

type Shape = Pick<QueryArrayConfig, "types"> & { readonly rowMode?: "array" };

/**
 * Sends a statement over a connection and gives its rows. One that comes again is named, so that each connection parses and
 * plans it once: of a customer's page that is most of the work.
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
  try {
    await forgetDropped(client, names, name);
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

async function forgetDropped(client: ClientBase, names: StatementNames, next: string | undefined): Promise<void> {
  const planned = plannedBy.get(client) ?? { names: new Set(), dropped: names.dropped };
  plannedBy.set(client, planned);
  if (next !== undefined) planned.names.add(next);
  if (planned.dropped === names.dropped) return;
  planned.dropped = names.dropped;
  for (const name of [...planned.names].filter((each) => !names.isLive(each) && each !== next)) {
    planned.names.delete(name);
    // A statement that failed while it was planned is not there.
    const { rowCount } = await client.query("select from pg_prepared_statements where name = $1", [name]);
    if (rowCount !== 0) await client.query(`deallocate ${name}`);
    forgetText(client, name);
  }
}

/** pg keeps the text of each named statement for as long as its connection lives. */
function forgetText(client: ClientBase, name: string): void {
  const { connection }: { connection?: { parsedStatements?: Record<string, string> } } = Object(client);
  delete connection?.parsedStatements?.[name];
}
