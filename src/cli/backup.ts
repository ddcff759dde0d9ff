import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename } from "node:path";
import type { Writable } from "node:stream";
import type { DataSource } from "typeorm";
import packageJson from "../../package.json" with { type: "json" };
import { environment, readConfig } from "../config.ts";
import { type BackupFigures, backUp } from "../database/backup/back-up.ts";
import { connect } from "../database/data-source.ts";
import { openEmbedded } from "../database/embedded/index.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import { tellFailure } from "../failure.ts";
import { copySummary } from "./copy-summary.ts";
import { progressReporter } from "./progress.ts";

const STOPPING = ["SIGTERM", "SIGINT"] as const;

export interface BackupOptions {
  readonly force?: boolean;
}

export async function backUpInto(file: string, { force }: BackupOptions): Promise<void> {
  const summary = copySummary();
  if (file === "-") {
    process.stderr.write(summary(await backUpTo(process.stdout, "backup").catch(endWithoutReader)));
    return;
  }
  if (force !== true && existsSync(file)) {
    throw new StartRefusal(`${file} is there already; choose another name, or replace it with --force`);
  }
  const figures = await writeWhole(file, (output) => backUpTo(output, basename(file)));
  process.stdout.write(summary(figures));
}

/** Beside its name first, so that a file of that name is always a whole backup; for the owner alone, as it is personal data. */
async function writeWhole<Result>(file: string, write: (output: Writable) => Promise<Result>): Promise<Result> {
  const part = `${file}.part`;
  const handle = await open(part, "wx", 0o600).catch((error) => {
    if (error.code !== "EEXIST") throw error;
    throw new StartRefusal(`${part} is there: another backup is writing it, or was killed; remove it where none is`);
  });
  try {
    const result = await write(handle.createWriteStream({ flush: true }));
    await rename(part, file);
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** What a reader who has stalled was to take would keep the process for as long as it likes. */
function endWithoutReader(error: unknown): never {
  tellFailure("tributary", error);
  process.exit();
}

async function backUpTo(output: Writable, label: string): Promise<BackupFigures> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of STOPPING) process.once(signal, stop);
  let share = 0;
  const progress = progressReporter(process.stderr, { label, share: () => share });
  const onRows = (rows: number, estimate: number) => {
    share = Math.min(0.99, estimate === 0 ? 0 : rows / estimate);
    progress.update(rows);
  };
  try {
    const options = { program: packageJson.version, now: new Date(), signal: stopping.signal, onRows };
    const figures = await withDatabaseAsItIs((dataSource) => backUp(dataSource, output, options));
    share = 1;
    progress.stop(figures.rows);
    return figures;
  } catch (error) {
    if (stopping.signal.aborted) throw new StartRefusal("the backup was stopped, and nothing is left of it");
    const broken = error instanceof Error && "code" in error && error.code === "EPIPE";
    throw broken ? new StartRefusal("whoever was reading the backup has gone away") : error;
  } finally {
    for (const signal of STOPPING) process.off(signal, stop);
  }
}

/** Not withDatabase, which brings the schema up to date: a backup is what one makes before that. */
async function withDatabaseAsItIs<Result>(work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
  const { databaseUrl, dataFolder } = readConfig(environment());
  const embedded =
    databaseUrl === undefined ? await openEmbedded({ dataFolder, command: "tributary backup", join: true }) : undefined;
  try {
    const dataSource = await connect({ url: embedded?.url ?? databaseUrl ?? "", entities: [], migrations: [] });
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await embedded?.stop();
  }
}
