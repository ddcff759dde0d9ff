import type { DataSource, Logger } from "typeorm";
import { MIGRATIONS } from "../migrations/index.ts";
import type { Config } from "./config.ts";
import { connect } from "./database/data-source.ts";
import { openEmbedded } from "./database/embedded/index.ts";
import { failedStatement } from "./database/failed-statement.ts";
import { migrate } from "./database/migrate.ts";
import { Probe } from "./database/probe.ts";
import { StartRefusal } from "./database/start-refusal.ts";
import { ENTITIES } from "./entities.ts";
import { settleCurrency } from "./shop/index.ts";

export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** Where it is, without its secret. */
  readonly place: string;
  /** Whether it answers at the moment. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
  /** Tells why, where the embedded server ends without being asked to; otherwise never. */
  readonly ended: Promise<string>;
}

export interface OpenOptions {
  readonly command: string;
  /** Whether the embedded server of another process will do. */
  readonly join: boolean;
  readonly logger?: Logger;
}

/** The database that the configuration names, or the embedded one, with its schema up to date. */
export async function openDatabase(config: Config, options: OpenOptions): Promise<OpenDatabase> {
  const { databaseUrl, dataFolder } = config;
  const { command, join, logger } = options;
  const embedded = databaseUrl === undefined ? await openEmbedded({ dataFolder, command, join }) : undefined;
  try {
    const url = embedded?.url ?? databaseUrl ?? "";
    const parts = { url, entities: ENTITIES, migrations: MIGRATIONS };
    const dataSource = await connect(logger === undefined ? parts : { ...parts, logger });
    const probe = new Probe(url);
    const close = async () => {
      await probe.end();
      await dataSource.destroy();
      await embedded?.stop();
    };
    try {
      await migrateOrRefuse(dataSource);
      await holdCurrency(dataSource, config.shop.currency);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
    const place = embedded === undefined ? "DATABASE_URL" : dataFolder;
    const ended = embedded?.ended ?? new Promise<string>(() => {});
    return { dataSource, place, answers: () => probe.answers(), close, ended };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function migrateOrRefuse(dataSource: DataSource): Promise<void> {
  try {
    await migrate(dataSource);
  } catch (error) {
    if (failedStatement(error) === undefined || !(error instanceof Error)) throw error;
    throw new StartRefusal(`the database's tables could not be brought up to date: ${error.message}`);
  }
}

/** The currency of all totals cannot change once there are any. */
async function holdCurrency(dataSource: DataSource, currency: string | undefined): Promise<void> {
  if (currency === undefined) return;
  const settled = await settleCurrency(dataSource.manager, currency);
  if (settled === currency) return;
  throw new StartRefusal(
    `SHOP_CURRENCY is ${currency}, but this database's totals are in ${settled}; set it to ${settled} or leave it out`,
  );
}
