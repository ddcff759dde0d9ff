import "reflect-metadata";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import type { TestProject } from "vitest/node";
import { MIGRATIONS } from "../../migrations/index.ts";
import { connect } from "../../src/database/data-source.ts";
import { openEmbedded } from "../../src/database/embedded/index.ts";
import { migrate } from "../../src/database/migrate.ts";
import { ENTITIES } from "../../src/entities.ts";
import { copyFolder } from "./copy-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the server's own database; `template` is the migrated one that tests clone. */
    readonly postgres: string;
    /** A data folder with a migrated database, which nobody has open: to copy. */
    readonly usedDataFolder: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that each test's database is cloned from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [folder, used] = [await aTemporaryFolder(), await aTemporaryFolder()];
  const options = { dataFolder: folder, command: "npm test", join: false, fast: true };
  const first = await openEmbedded(options);
  await bringUpToDate(first.url);
  await first.stop();
  await copyFolder(folder, used);
  const server = await openEmbedded(options);
  const admin = await connect({ url: databaseUrl(server.url, "postgres"), entities: [], migrations: [] });
  await admin.query(`create database template template ${new URL(server.url).pathname.slice(1)}`);
  await logInFast(admin, server.url);
  await admin.destroy();
  project.provide("postgres", server.url);
  project.provide("usedDataFolder", used);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(used, { recursive: true, force: true });
  };
}

const aTemporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "tributary-test-"));

async function bringUpToDate(url: string): Promise<void> {
  const dataSource = await connect({ url, entities: ENTITIES, migrations: MIGRATIONS });
  await migrate(dataSource);
  await dataSource.destroy();
}

/** Each test makes several connections, and both sides of each would hash the password 4096 times. */
async function logInFast(admin: DataSource, url: string): Promise<void> {
  await admin.query("set scram_iterations = 1");
  await admin.query(`alter role postgres password '${new URL(url).password}'`);
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
