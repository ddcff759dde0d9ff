import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartRefusal } from "../start-refusal.ts";
import { answeringUrl, ownUrl } from "./answering.ts";
import { locateBinaries } from "./binaries.ts";
import { clusterExists, clusterOf, makeCluster, readPassword, removeUnfinished, renewPassword } from "./cluster.ts";
import { makeFolder, tellingFolderFaults } from "./folder-faults.ts";
import { KeptServer } from "./kept-server.ts";
import { type Owner, type OwnerLock, takeOwnerLock } from "./owner-lock.ts";
import { readPostmaster, stopOrphan } from "./postmaster.ts";
import { isRunning } from "./processes.ts";
import { chooseRunner } from "./runner.ts";
import { startServer } from "./server.ts";

export { StartRefusal } from "../start-refusal.ts";

export interface EmbeddedPostgres {
  readonly url: string;
  /** Whether this process started the server. */
  readonly owned: boolean;
  /** Does nothing where the server was only joined. End all connections first, or they see theirs cut (57P01). */
  stop(): Promise<void>;
  /** Tells why, where a server of ours has ended and cannot be started again; otherwise never. */
  readonly ended: Promise<string>;
}

export interface EmbeddedOptions {
  /** The cluster lives in its folder `postgres`. */
  readonly dataFolder: string;
  /** Who asks, such as "npm start": named in messages and in the lock. */
  readonly command: string;
  /** Whether another process's running server will do; without one this process owns it. */
  readonly join: boolean;
  /** How many connections its owner may open. */
  readonly connections?: number;
  /** Called where the server had ended by itself, each time it has been started again. */
  readonly restarted?: () => void;
  /** Gives up durability for speed: for tests alone. */
  readonly fast?: boolean;
}

const JOIN_MS = 20_000;

/** A real PostgreSQL from npm's packages, for a machine that has nothing but Node; every failure to be told is a StartRefusal. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const named = resolve(options.dataFolder);
  return tellingFolderFaults(named, async () => {
    await makeFolder(named);
    return ownOrJoin({ ...options, dataFolder: await realpath(named) });
  });
}

/** Tries to own at every turn, since the owner to be joined may end while we wait. */
async function ownOrJoin(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const end = performance.now() + JOIN_MS;
  for (;;) {
    const taken = await takeOwnerLock(options.dataFolder, options.command);
    if ("release" in taken) return own(options, taken);
    if (!options.join) throw alreadyRuns(taken);
    const url = await joinedUrl(options.dataFolder);
    if (url !== undefined) return { url, owned: false, stop: async () => {}, ended: new Promise(() => {}) };
    if (performance.now() > end) throw neverReady(taken, options.dataFolder);
    await sleep(100);
  }
}

async function own(options: EmbeddedOptions, lock: OwnerLock): Promise<EmbeddedPostgres> {
  let server: KeptServer | undefined;
  const stop = async () => {
    await server?.stop();
    await lock.release();
  };
  try {
    const { password, ...started } = await start(options);
    server = started.server;
    const ended = server.ended.then((why) => `${why}; see ${join(options.dataFolder, "postgres.log")}`);
    return { url: await ownUrl(server.port, password), owned: true, stop, ended };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function start(options: EmbeddedOptions): Promise<{ server: KeptServer; password: string }> {
  const { dataFolder, fast = false, connections = 0, restarted = () => {} } = options;
  const binaries = await locateBinaries();
  const cluster = clusterOf(dataFolder);
  const exists = await clusterExists(dataFolder, binaries);
  const runner = await chooseRunner(binaries.postgres, dataFolder, cluster);
  await removeUnfinished(dataFolder);
  if (exists) await stopOrphan(cluster);
  else await makeCluster(dataFolder, binaries, runner, fast);
  const kept = exists ? await readPassword(dataFolder) : undefined;
  const password = kept ?? (await renewPassword(dataFolder, binaries, runner));
  const restart = (port: number) => startServer(dataFolder, binaries.postgres, runner, { fast, connections, port });
  const server = await startServer(dataFolder, binaries.postgres, runner, { fast, connections });
  return { server: new KeptServer(server, { restart, restarted }), password };
}

/** Undefined as long as the owner's server does not answer. */
async function joinedUrl(dataFolder: string): Promise<string | undefined> {
  const found = await readPostmaster(clusterOf(dataFolder));
  const password = await readPassword(dataFolder);
  if (!found?.ready || password === undefined || !isRunning(found.pid)) return undefined;
  try {
    return await answeringUrl(found.port, password);
  } catch {
    return undefined; // stopping, or a file that a killed server left behind
  }
}

function alreadyRuns({ command, pid }: Owner): StartRefusal {
  return new StartRefusal(
    `Tributary already runs on this data folder (${command}, process ${pid}); stop it first, or set TRIBUTARY_DATA to another folder`,
  );
}

function neverReady({ command, pid }: Owner, dataFolder: string): StartRefusal {
  return new StartRefusal(
    `Tributary runs on this data folder (${command}, process ${pid}), but its database did not answer within ${JOIN_MS / 1000} seconds; see ${join(dataFolder, "postgres.log")}`,
  );
}
