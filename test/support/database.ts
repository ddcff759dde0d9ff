import { randomBytes } from "node:crypto";
import type { DataSource, Logger } from "typeorm";
import { inject, onTestFinished } from "vitest";
import { MIGRATIONS } from "../../migrations/index.ts";
import { connect } from "../../src/database/data-source.ts";
import { ENTITIES } from "../../src/entities.ts";
import { databaseUrl } from "./postgres.ts";

export interface TestDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** The statements that were sent since the last call, without the frames of transactions. */
  statements(): string[];
}

/** A database of the test's own, cloned from the migrated template, or empty; it is gone when the test has finished. */
export async function aDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const server = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = await connect({ url: server, entities: [], migrations: [] });
  await admin.query(`create database ${name} template ${migrated ? "template" : "template0"} strategy file_copy`);
  const url = databaseUrl(server, name);
  const log = new StatementLog();
  const dataSource = await connect({ url, entities: ENTITIES, migrations: MIGRATIONS, logger: log });
  onTestFinished(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await admin.query(`drop database ${name} with (force)`);
    await admin.destroy();
  });
  log.take();
  return { url, dataSource, statements: () => log.take() };
}

/** The catalogue is looked at again as long as a transaction on the server, in any database, is older than its newest change. */
export const withoutLooks = (statements: readonly string[]): string[] =>
  statements.filter((statement) => !statement.includes('"since":'));

class StatementLog implements Logger {
  #statements: string[] = [];

  take(): string[] {
    const taken = this.#statements.filter((statement) => !/^(START TRANSACTION|COMMIT|ROLLBACK)/.test(statement));
    this.#statements = [];
    return taken;
  }

  logQuery(statement: string): void {
    this.#statements.push(statement);
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
