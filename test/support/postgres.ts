import "reflect-metadata";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { MIGRATIONS } from "../../migrations/index.ts";
import { connect } from "../../src/database/data-source.ts";
import { openEmbedded } from "../../src/database/embedded/index.ts";
import { migrate } from "../../src/database/migrate.ts";
import { ENTITIES } from "../../src/entities.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The URL of the server's own database; `template` is the migrated one that tests clone. */
    readonly postgres: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that each test's database is cloned from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-test-"));
  const server = await openEmbedded({ dataFolder: folder, command: "npm test", join: false, fast: true });
  const admin = await connect({ url: server.url, entities: [], migrations: [] });
  await admin.query("create database template");
  const template = await connect({
    url: databaseUrl(server.url, "template"),
    entities: ENTITIES,
    migrations: MIGRATIONS,
  });
  await migrate(template);
  await template.destroy();
  await admin.destroy();
  project.provide("postgres", server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
