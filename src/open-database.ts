import type { DataSource, Logger } from "typeorm";
import { MIGRATIONS } from "../migrations/index.ts";
import type { Config } from "./config.ts";
import { connect, type DatabaseOptions, SILENCE_OF_STATEMENTS_MS } from "./database/data-source.ts";
import { openEmbedded } from "./database/embedded/index.ts";
import { failedStatement } from "./database/failed-statement.ts";
import { migrate } from "./database/migrate.ts";
import { watchForStandstill } from "./database/pool.ts";
import { Probe } from "./database/probe.ts";
import { StartRefusal } from "./database/start-refusal.ts";
import { ENTITIES } from "./entities.ts";
import { settleCurrency } from "./shop/index.ts";

export interface OpenDatabase {
  readonly dataSource: DataSource;
  /** Where it is, without its secret. */
  readonly place: string;
  /** Whether it answers at the moment, and the pool has not come to a standstill. */
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
  /** How long a connection that was asked may be silent, where the time of a server's statements is not right; 0: for ever. */
  readonly longestSilenceMs?: number;
  /** Called where the embedded server had ended by itself, each time it has been started again. */
  readonly restarted?: () => void;
}

/** The database that the configuration names, or the embedded one, with its schema up to date. */
export async function openDatabase(config: Config, options: OpenOptions): Promise<OpenDatabase> {
  const { databaseUrl, dataFolder } = config;
  const { command, join, logger, longestSilenceMs = SILENCE_OF_STATEMENTS_MS, restarted = () => {} } = options;
  const embedded = databaseUrl === undefined ? await openEmbedded({ dataFolder, command, join, restarted }) : undefined;
  const endings = [async () => embedded?.stop()];
  const close = () => inTurn(endings);
  try {
    const url = embedded?.url ?? databaseUrl ?? "";
    const parts = { url, migrations: MIGRATIONS, ...(logger === undefined ? {} : { logger }) };
    await bringUpToDate(parts);
    const dataSource = await connect({ ...parts, entities: ENTITIES, longestSilenceMs });
    endings.unshift(() => dataSource.destroy());
    await holdCurrency(dataSource, config.shop.currency);
    const probe = new Probe(url);
    endings.unshift(() => probe.end());
    const standsStill = watchForStandstill(dataSource);
    const answers = async () => !standsStill() && (await probe.answers());
    const place = embedded === undefined ? "DATABASE_URL" : dataFolder;
    return { dataSource, place, answers, close, ended: embedded?.ended ?? new Promise<string>(() => {}) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Each of them, whatever becomes of those before it. */
async function inTurn([first, ...rest]: readonly (() => Promise<void>)[]): Promise<void> {
  try {
    await first?.();
  } finally {
    if (rest.length > 0) await inTurn(rest);
  }
}

/** On connections of its own, which may be silent: a migration takes as long as it takes. */
async function bringUpToDate(parts: Omit<DatabaseOptions, "entities">): Promise<void> {
  const dataSource = await connect({ ...parts, entities: [] });
  try {
    await migrate(dataSource);
  } catch (error) {
    if (failedStatement(error) === undefined || !(error instanceof Error)) throw error;
    throw new StartRefusal(`the database's tables could not be brought up to date: ${error.message}`);
  } finally {
    await dataSource.destroy();
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
