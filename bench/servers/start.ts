import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export type ServerName = "tributary" | "floor" | "classical" | "postgraphile";

/** A server in a process of its own. */
export interface MeasuredServer {
  readonly name: ServerName;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 12_000;

const PROGRAMS = {
  tributary: ["bin/start.mjs"],
  floor: ["dist/bench/servers/serve.js", "floor"],
  classical: ["dist/bench/servers/serve.js", "classical"],
} as const;

/** Starts a server on this database as it would run in production, and waits until it answers. Its log goes to a file of the folder. */
export async function startServer(
  name: keyof typeof PROGRAMS,
  databaseUrl: string,
  folder: string,
): Promise<MeasuredServer> {
  const key = randomBytes(24).toString("hex");
  return launch(name, [...PROGRAMS[name]], folder, {
    DATABASE_URL: databaseUrl,
    ADMIN_API_KEY: key,
    DEMO: "false",
    LOG_LEVEL: "info",
  });
}

export async function launch(
  name: ServerName,
  args: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>>,
  program = process.execPath,
): Promise<MeasuredServer> {
  const port = await freePort();
  const log = await open(join(folder, `${name}.log`), "w", 0o600);
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(program, [...(await nodeFlags()), ...args], {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: "production", HOST: "127.0.0.1", PORT: String(port), ...settings },
    stdio: ["ignore", log.fd, log.fd],
  });
  await log.close();
  running.add(child);
  child.once("close", () => running.delete(child));
  const stop = () => stopChild(child);
  const url = `http://127.0.0.1:${port}/graphql`;
  const { ADMIN_API_KEY: key = "" } = settings;
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  try {
    await untilReady(name, child, url, headers);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, url, headers, pid: child.pid ?? 0, stop };
}

const running = new Set<ChildProcess>();

/** At once, all that run. */
export function killServers(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** It answers something that it has understood, be it an error: the floor knows no other queries than its own. */
async function untilReady(
  name: string,
  child: ChildProcess,
  url: string,
  headers: Record<string, string>,
): Promise<void> {
  const end = performance.now() + READY_MS;
  while (performance.now() < end) {
    if (child.exitCode !== null) throw new Error(`${name} has ended with ${child.exitCode}; its log says why`);
    const response = await fetch(url, { method: "POST", headers, body: '{"query":"{ __typename }"}' }).catch(
      () => undefined,
    );
    await response?.arrayBuffer();
    if (response !== undefined && response.status !== 503) return;
    await sleep(100);
  }
  throw new Error(`${name} did not answer within ${READY_MS / 1000} seconds; its log says why`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  const killed = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await closed;
  clearTimeout(killed);
}

/** What `npm start` gives to Node, for all servers alike. */
async function nodeFlags(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return String(scripts.start)
    .split(" ")
    .filter((word) => word.startsWith("--"));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
