import type { Client } from "pg";
import { DataSource, type Logger, type MixedList } from "typeorm";
import { lookForCitus } from "./citus.ts";
import { SnakeNames } from "./naming.ts";
import { breakWhenSilent } from "./silence.ts";
import { StartRefusal } from "./start-refusal.ts";

export interface DatabaseOptions {
  readonly url: string;
  // biome-ignore lint/complexity/noBannedTypes: TypeORM's own word for a class
  readonly entities: MixedList<Function>;
  // biome-ignore lint/complexity/noBannedTypes: TypeORM's own word for a class
  readonly migrations: MixedList<Function>;
  readonly logger?: Logger;
  /** How long a connection that was asked may be silent before it is taken for dead; left out, or 0: for ever. */
  readonly longestSilenceMs?: number;
}

const OLDEST_VERSION = 15;
export const POOL_SIZE = 10;
const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** The system then asks whether the other side is still there, ten times, and breaks the connection where it is not. */
const KEEP_ALIVE_MS = 10_000;

/** A statement that keeps its own limit has been heard of by then. */
export const SILENCE_OF_STATEMENTS_MS = STATEMENT_TIMEOUT_MS + 3_000;

/** Connects, or says in one sentence why that cannot be. */
export async function connect(options: DatabaseOptions): Promise<DataSource> {
  const { url, entities, migrations, logger, longestSilenceMs = 0 } = options;
  const dataSource = new DataSource({
    type: "postgres",
    url,
    entities,
    migrations,
    ...(logger === undefined ? {} : { logger, logging: ["query"] }),
    migrationsTableName: "migration",
    namingStrategy: new SnakeNames(),
    synchronize: false,
    installExtensions: false,
    applicationName: "tributary",
    poolErrorHandler: () => {}, // an idle connection that breaks is replaced; whoever uses one is told by its query
    extra: {
      max: POOL_SIZE,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      onConnect: (client: Client) => breakWhenSilent(client, longestSilenceMs),
      // Cursors and ids are text that PostgreSQL writes: it must write it the same everywhere. And compiling a statement
      // (jit) costs more than running one of ours: a customer's page took 9.6 ms with it and 6.8 without.
      options:
        "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1 -c jit=off -c hash_mem_multiplier=16",
    },
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new StartRefusal(`the database at ${withoutSecret(url)} cannot be reached: ${messageOf(error)}`);
  }
  try {
    await refuseUnfit(dataSource, url);
    await lookForCitus(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

async function refuseUnfit(dataSource: DataSource, url: string): Promise<void> {
  const [found]: { version: number; text: string; encoding: string }[] = await dataSource.query(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as text,
       current_setting('server_encoding') as encoding`,
  );
  if (found === undefined || found.version < OLDEST_VERSION * 10_000) {
    throw new StartRefusal(
      `the database at ${withoutSecret(url)} is PostgreSQL ${found?.text}; Tributary needs ${OLDEST_VERSION} or newer`,
    );
  }
  if (found.encoding === "UTF8") return;
  throw new StartRefusal(`the database at ${withoutSecret(url)} is encoded in ${found.encoding}; Tributary needs UTF8`);
}

function withoutSecret(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** A refused connection to a name with several addresses arrives as an AggregateError without words of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
