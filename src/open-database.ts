import type { DataSource, Logger } from "typeorm";
import { MIGRATIONS } from "../migrations/index.ts";
import type { Config } from "./config.ts";
import { connect, type DatabaseOptions, POOL_SIZE, SILENCE_OF_STATEMENTS_MS } from "./database/data-source.ts";
import { openEmbedded } from "./database/embedded/index.ts";
import { failedStatement } from "./database/failed-statement.ts";
import { migrate } from "./database/migrate.ts";
import { watchForStandstill } from "./database/pool.ts";
import { Probe } from "./database/probe.ts";
import { StartRefusal } from "./database/start-refusal.ts";
import { ENTITIES } from "./entities.ts";
import { settleCurrency } from "./shop/index.ts";

export interface Database {
  /** With its secret: for a process that serves as well, and for no log. */
  readonly url: string;
  readonly dataSource: DataSource;
  /** Whether it answers at the moment, and the pool has not come to a standstill. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

export interface OpenDatabase extends Database {
  /** Where it is, without its secret. */
  readonly place: string;
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

/** The pool, one to ask whether the database answers, and one that listens. */
const CONNECTIONS_OF_A_PROCESS = POOL_SIZE + 2;
/** Those of the process that runs jobs, which is one of all. */
const CONNECTIONS_OF_JOBS = 5;

/** The database that the configuration names, or the embedded one, with its schema up to date. */
export async function openDatabase(config: Config, options: OpenOptions): Promise<OpenDatabase> {
  const { databaseUrl, dataFolder, workers } = config;
  const { command, join, logger, longestSilenceMs, restarted = () => {} } = options;
  const connections = CONNECTIONS_OF_JOBS + CONNECTIONS_OF_A_PROCESS * (workers === 1 ? 1 : workers + 1);
  const embedded =
    databaseUrl === undefined ? await openEmbedded({ dataFolder, command, join, connections, restarted }) : undefined;
  const endings = [async () => embedded?.stop()];
  const close = () => inTurn(endings);
  try {
    const url = embedded?.url ?? databaseUrl ?? "";
    const more = logger === undefined ? {} : { logger };
    await bringUpToDate({ url, migrations: MIGRATIONS, ...more });
    const database = await joinDatabase(url, {
      ...more,
      ...(longestSilenceMs === undefined ? {} : { longestSilenceMs }),
    });
    endings.unshift(() => database.close());
    await holdCurrency(database.dataSource, config.shop.currency);
    const place = embedded === undefined ? "DATABASE_URL" : dataFolder;
    return { ...database, place, close, ended: embedded?.ended ?? new Promise<string>(() => {}) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A database whose schema is up to date: another process has seen to that, and keeps it open. */
export async function joinDatabase(
  url: string,
  { logger, longestSilenceMs = SILENCE_OF_STATEMENTS_MS }: Pick<OpenOptions, "logger" | "longestSilenceMs"> = {},
): Promise<Database> {
  const dataSource = await connect({
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    longestSilenceMs,
    ...(logger === undefined ? {} : { logger }),
  });
  const probe = new Probe(url);
  const standsStill = watchForStandstill(dataSource);
  return {
    url,
    dataSource,
    answers: async () => !standsStill() && (await probe.answers()),
    close: () => inTurn([() => probe.end(), () => dataSource.destroy()]),
  };
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
