import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { months } from "../shop/sizes.ts";

/** The seconds that COPY alone takes for the touchpoints of this run: into an empty table with the same partitions and indexes. */
export async function timeCopy(databaseUrl: string, run: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("set session timezone = 'UTC'");
    await makeTarget(client);
    const rows = client.query(copyTo(`copy (select * from touchpoint where source = '${run}') to stdout`));
    await pipeline(rows, createWriteStream(file, { mode: 0o600 }));
    await client.query("checkpoint");
    const started = performance.now();
    await pipeline(createReadStream(file), client.query(copyFrom("copy copied from stdin")));
    const seconds = (performance.now() - started) / 1000;
    await client.query("drop table copied");
    return seconds;
  } finally {
    await rm(file, { force: true });
    await client.end();
  }
}

async function makeTarget(client: pg.Client): Promise<void> {
  await client.query("create table copied (like touchpoint including all) partition by range (occurred_at)");
  for (const month of months()) {
    const next = new Date(month);
    next.setUTCMonth(next.getUTCMonth() + 1);
    await client.query(`create table copied_${month.toISOString().slice(0, 7).replace("-", "_")} partition of copied
      for values from ('${month.toISOString()}') to ('${next.toISOString()}')`);
  }
}
