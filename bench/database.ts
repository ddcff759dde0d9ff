import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { MIGRATIONS } from "../migrations/index.ts";
import { connect } from "../src/database/data-source.ts";
import { type EmbeddedPostgres, openEmbedded } from "../src/database/embedded/index.ts";
import { migrate } from "../src/database/migrate.ts";
import { ENTITIES } from "../src/entities.ts";
import type { MeasuredDatabase } from "./measure.ts";
import { cpuOfChildren } from "./process-figures.ts";
import { fillShop } from "./shop/fill.ts";
import { plan } from "./shop/plan.ts";
import type { Sizes } from "./shop/sizes.ts";
import { WRITTEN } from "./shop/write.ts";

export interface BenchDatabase {
  /** The filled shop. */
  readonly url: string;
  /** A connection to another database of the same server, for what concerns them all. */
  readonly admin: DataSource;
  /** Its work, as the system and PostgreSQL tell of it. */
  readonly measured: MeasuredDatabase;
  /** A copy of the shop that may be written to. */
  copy(): Promise<{ url: string; drop(): Promise<void> }>;
  close(): Promise<void>;
}

/** The embedded PostgreSQL of the data folder with a shop of these sizes, made where it is not there yet. */
export async function openBenchDatabase(folder: string, sizes: Sizes): Promise<BenchDatabase> {
  const server = await startCounting(folder);
  const admin = await connectTo(server.url);
  const close = async () => {
    await admin.destroy();
    await server.stop();
  };
  try {
    await admin.query("create extension if not exists pg_stat_statements");
    const name = nameOf(sizes);
    await ensureShop(admin, server.url, name, sizes);
    const measured = await measuredBy(admin);
    return { url: urlOf(server.url, name), admin, measured, close, copy: () => copyOf(admin, server.url, name) };
  } catch (error) {
    await close();
    throw error;
  }
}

const REST_MS = 20;

async function measuredBy(admin: DataSource): Promise<MeasuredDatabase> {
  const [file]: { pid: string }[] = await admin.query(
    "select split_part(pg_read_file('postmaster.pid'), chr(10), 1) as pid",
  );
  const isBusy = async (): Promise<boolean> => {
    const [row]: { busy: boolean }[] = await admin.query(
      `select exists (select from pg_stat_activity
         where backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()) as busy`,
    );
    return row?.busy === true;
  };
  return {
    cpu: () => cpuOfChildren(Number(file?.pid)),
    rest: async () => {
      while (await isBusy()) await sleep(REST_MS);
    },
  };
}

/** The server with its own counter of statements, which it must load when it starts. */
async function startCounting(folder: string): Promise<EmbeddedPostgres> {
  const open = () => openEmbedded({ dataFolder: folder, command: "npm run bench", join: false });
  const server = await open();
  const admin = await connectTo(server.url);
  const [loaded]: { libraries: string }[] = await admin.query(
    "select current_setting('shared_preload_libraries') as libraries",
  );
  const counts = loaded?.libraries.includes("pg_stat_statements") === true;
  if (!counts) await admin.query("alter system set shared_preload_libraries = 'pg_stat_statements'");
  await admin.destroy();
  if (counts) return server;
  await server.stop();
  return open();
}

/** Named by all that makes its rows, so that a database of the same name holds the same shop. */
function nameOf(sizes: Sizes): string {
  const parts = [sizes, plan(sizes), WRITTEN, MIGRATIONS.map(({ name }) => name)];
  return `bench_${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16)}`;
}

async function ensureShop(admin: DataSource, server: string, name: string, sizes: Sizes): Promise<void> {
  const there: { name: string }[] = await admin.query(
    "select datname as name from pg_database where datname ~ '^bench_'",
  );
  for (const other of there.filter((each) => each.name !== name)) await admin.query(`drop database ${other.name}`);
  if (there.some((each) => each.name === name)) {
    console.log("the shop of an earlier run is used again");
    return;
  }
  const started = performance.now();
  const unfinished = `${name}_unfinished`;
  await admin.query(`create database ${unfinished}`);
  const shop = await connectTo(urlOf(server, unfinished));
  try {
    await migrate(shop);
    await fillShop(shop, sizes, (about) => console.log(`  ${seconds(started)} s  ${about}`));
  } finally {
    await shop.destroy();
  }
  await admin.query(`alter database ${unfinished} rename to ${name}`);
  console.log(`the shop is filled after ${seconds(started)} seconds`);
}

async function copyOf(
  admin: DataSource,
  server: string,
  name: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const copy = `${name}_copy`;
  await admin.query("set statement_timeout = 0");
  await admin.query(`create database ${copy} template ${name} strategy file_copy`);
  return { url: urlOf(server, copy), drop: async () => void (await admin.query(`drop database ${copy}`)) };
}

export const connectTo = (url: string): Promise<DataSource> =>
  connect({ url, entities: ENTITIES, migrations: MIGRATIONS });

const seconds = (started: number): string => ((performance.now() - started) / 1000).toFixed(0).padStart(3);

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
