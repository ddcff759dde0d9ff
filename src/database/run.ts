import type { ClientBase, Pool } from "pg";
import { type DataSource, type EntityManager, type QueryRunner, QueryRunnerAlreadyReleasedError } from "typeorm";
import { poolOf } from "./pool.ts";
import { forgetDropped, send } from "./prepared.ts";
import type { Sql } from "./sql.ts";
import { isUnavailable } from "./unavailable.ts";

/** Runs a fragment and gives its rows, in the manager's transaction if it has one. `Row` is the author's word for what is selected. */
export async function run<Row>({ connection, queryRunner }: EntityManager, fragment: Sql): Promise<Row[]> {
  const rows =
    queryRunner === undefined
      ? await borrow(connection, (client) => send(connection, client, fragment))
      : await send(connection, await clientOf(queryRunner), fragment);
  return rows as Row[];
}

/** The one JSON value that a statement selects, as PostgreSQL wrote it: nothing of it is parsed here. */
export async function askJson(dataSource: DataSource, statement: Sql): Promise<string> {
  const rows = await borrow(dataSource, (client) => send(dataSource, client, statement, UNPARSED));
  const [[json] = [null]] = rows as [string | null][]; // rows are arrays of text here
  if (json === null) throw new Error("a statement that writes JSON wrote none");
  return json;
}

const UNPARSED = { rowMode: "array", types: { getTypeParser: () => (value: string) => value } } as const;

/** TypeORM gives a connection that has broken back to the pool at once, where somebody else may get it. */
async function clientOf(runner: QueryRunner): Promise<ClientBase> {
  if (runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
  return runner.connect();
}

/** Works with a connection of its own from the pool; one that has broken is not used again. */
async function borrow<Result>(dataSource: DataSource, work: (client: ClientBase) => Promise<Result>): Promise<Result> {
  const pool: Pool | undefined = poolOf(dataSource);
  if (pool === undefined) throw new Error("the database is not connected");
  const client = await pool.connect();
  let broken = false;
  const breaks = () => {
    broken = true;
  };
  client.on("error", breaks); // its statement fails with the same
  try {
    await forgetDropped(dataSource, client);
    return await work(client);
  } catch (error) {
    broken ||= isUnavailable(error);
    throw error;
  } finally {
    client.off("error", breaks);
    client.release(broken);
  }
}
