import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, stat, truncate } from "node:fs/promises";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartRefusal } from "../start-refusal.ts";
import { clusterOf } from "./cluster.ts";
import { complaint } from "./complaint.ts";
import { unlessMissing } from "./folder-faults.ts";
import { readPostmaster, stopPostmaster } from "./postmaster.ts";
import { isRunning, until } from "./processes.ts";
import { commandLine, type Runner, spawnOptions } from "./runner.ts";

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
  /** Resolved where the server ends without being asked to. */
  readonly ended: Promise<void>;
}

/**
 * Node cannot catch kill -9, but its end of a pipe closes whatever happens: the watcher then asks for a fast shutdown. The server is
 * not exec'ed, as the watcher would become a child that the postmaster does not know.
 */
const SUPERVISOR = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
(read -r end <&3; kill -INT "$server") &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/** An eighth of the memory that we may use, and no more than can be written when the server is told to stop. */
const BUFFERS_MB = Math.min(1024, Math.max(256, Math.floor(usableMemory() / 1024 ** 2 / 8)));

/** A container may use less than the machine has. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * distribute() locks many partitions at once, hence the locks; nobody replicates from an embedded server, hence the minimal log.
 */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_locks_per_transaction=512",
  `shared_buffers=${BUFFERS_MB}MB`,
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_wal_size=2GB",
  "timezone=UTC",
  "log_timezone=UTC",
];
const FEWEST_CONNECTIONS = 100;
/** For commands, and for whoever looks with a tool of their own. */
const CONNECTIONS_BESIDE = 50;
const UNSAFE_BUT_FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/** Gone by itself: the port went to somebody else since we looked, or a killed server's children have not all noticed yet. */
const PASSING = /could not create any TCP\/IP sockets|lock file "postmaster.pid" already exists|is still in use/;
const PASSING_MS = 10_000;
const LARGEST_LOG = 16 * 1024 * 1024;
/** Long, because a server that replays its log after a crash is no failure. */
const READY_MS = 300_000;

export async function startServer(
  dataFolder: string,
  postgres: string,
  runner: Runner,
  { fast, connections, port: wanted }: { fast: boolean; connections: number; port?: number },
): Promise<Server> {
  const log = join(dataFolder, "postgres.log");
  const size = (await unlessMissing(stat(log)))?.size ?? 0;
  if (size > LARGEST_LOG) await truncate(log);
  const end = performance.now() + PASSING_MS;
  for (;;) {
    const from = (await unlessMissing(stat(log)))?.size ?? 0;
    const port = wanted ?? (await freePort());
    const most = Math.max(FEWEST_CONNECTIONS, connections + CONNECTIONS_BESIDE);
    const settings = [...SETTINGS, `max_connections=${most}`, `port=${port}`, ...(fast ? UNSAFE_BUT_FAST : [])];
    const command = [postgres, "-D", clusterOf(dataFolder), ...settings.flatMap((setting) => ["-c", setting])];
    const server = await launch(dataFolder, command, runner, log, port);
    if (server) return server;
    const said = (await readFile(log)).subarray(from).toString();
    if (!PASSING.test(said) || performance.now() > end) {
      throw new StartRefusal(`PostgreSQL did not start: ${complaint(said)} (see ${log})`);
    }
    await sleep(200);
  }
}

/** Undefined where the server ended before it was ready. */
async function launch(dataFolder: string, command: string[], runner: Runner, log: string, port: number) {
  const { file, args } = commandLine(runner, ["/bin/sh", "-c", SUPERVISOR, "sh", ...command]);
  const output = await open(log, "a", 0o600);
  // Detached: a Ctrl-C goes to the terminal's whole process group and would end the server before we have ended our connections.
  const child = spawn(file, args, { ...spawnOptions(runner), detached: true, stdio: ["pipe", output.fd, output.fd] });
  const exit = watchExit(child);
  await output.close();
  const cluster = clusterOf(dataFolder);
  let pid = 0;
  try {
    const ready = await until(async () => {
      const found = await readPostmaster(cluster);
      if (found?.port === port && found.ready && isRunning(found.pid)) pid = found.pid;
      return pid > 0 || exit.happened;
    }, READY_MS);
    if (!ready) throw new StartRefusal(`PostgreSQL was not ready within ${READY_MS / 60_000} minutes (see ${log})`);
  } finally {
    if (pid === 0) child.stdin?.end();
  }
  return pid === 0 ? undefined : supervised(child, pid, port);
}

/** The handles are let go, so that a program which forgets to stop the server can end, and the server ends with it. */
function supervised(child: ChildProcess, pid: number, port: number): Server {
  child.unref();
  if (child.stdin && "unref" in child.stdin && typeof child.stdin.unref === "function") child.stdin.unref();
  let stopped: Promise<boolean> | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      if (stopped === undefined) resolve();
    });
  });
  return {
    port,
    ended,
    async stop() {
      stopped ??= stopPostmaster(pid, 8_000, () => child.stdin?.end());
      await stopped;
    },
  };
}

function watchExit(child: ChildProcess): { happened: boolean } {
  const exit = { happened: false };
  const note = () => {
    exit.happened = true;
  };
  child.once("exit", note);
  child.once("error", note);
  child.stdin?.on("error", () => {}); // the shell may be gone before us
  return exit;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return address !== null && typeof address === "object" ? address.port : 0;
}
