import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

const CHANGED = new Map([
  ["id", "md5('copied ' || id)::uuid"],
  ["message_id", "'copied ' || message_id"],
  ["source", "'copied ' || source"],
]);

/** The seconds that COPY alone takes for touchpoints such as this run's: into the very table, with its partitions, indexes and keys. */
export async function timeCopy(databaseUrl: string, run: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("set session timezone = 'UTC'");
    const columns = await columnsOf(client);
    const changed = columns.map((column) => CHANGED.get(column) ?? column);
    const rows = client.query(copyTo(`copy (select ${changed} from touchpoint where source = '${run}') to stdout`));
    await pipeline(rows, createWriteStream(file, { mode: 0o600 }));
    await client.query("checkpoint");
    const started = performance.now();
    await pipeline(createReadStream(file), client.query(copyFrom(`copy touchpoint (${columns}) from stdin`)));
    return (performance.now() - started) / 1000;
  } finally {
    await rm(file, { force: true });
    await client.end();
  }
}

async function columnsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select attname as name from pg_attribute where attrelid = 'touchpoint'::regclass and attnum > 0 and not attisdropped order by attnum",
  );
  return rows.map(({ name }) => name);
}
