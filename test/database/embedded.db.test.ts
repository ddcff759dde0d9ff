import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, openEmbedded, StartRefusal } from "../../src/database/embedded/index.ts";

const LONG = 120_000;
const onLinux = process.platform === "linux";
const root = resolve(import.meta.dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "tributary-embedded-"));
const children: ChildProcess[] = [];

/** Owns a data folder in a process of its own, tells each order number once it is committed, and goes on until it is killed. */
const OWNER = `
  import pg from "pg";
  import { openEmbedded } from "./index.ts";
  const server = await openEmbedded({ dataFolder: process.argv[2] ?? "", command: "npm start", join: false });
  const client = new pg.Client(server.url);
  client.on("error", () => {});
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS orders (number bigint)");
  for (let number = 1; ; number++) {
    await client.query("INSERT INTO orders VALUES ($1)", [number]);
    process.stdout.write(number + "\\n");
  }`;

beforeAll(async () => {
  // As root the server is another user, who has to get into the folder.
  chmodSync(scratch, 0o755);
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  await build({
    stdin: { contents: OWNER, resolveDir: join(root, "src/database/embedded"), loader: "ts" },
    outfile: join(scratch, "owner.mjs"),
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
  });
}, LONG);

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const name of readdirSync(scratch)) await gone(postmasterOf(join(scratch, name)));
  await rm(scratch, { recursive: true, force: true, maxRetries: 10 });
}, LONG);

describe("a data folder of one's own", () => {
  test("what was stored is there after a restart", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    const first = await opened(dataFolder);
    await query(first.url, "CREATE TABLE customers AS SELECT 'Zoë' AS name");
    await first.stop();

    const second = await opened(dataFolder);
    const rows = await query(second.url, "SELECT name, upper(name) AS loud FROM customers");
    await second.stop();

    expect(rows).toEqual([{ name: "Zoë", loud: "ZOË" }]);
    expect([first.owned, second.owned]).toEqual([true, true]);
    expect(readdirSync(dataFolder).sort()).toEqual(["postgres", "postgres.log", "postgres.password"]);
  });

  test("the server speaks UTF-8 and UTC, keeps what it commits, and lets nobody in without the password", {
    timeout: LONG,
  }, async () => {
    const server = await openEmbedded({ dataFolder: aFolder(), command: "npm start", join: false });
    const wanted = ["server_encoding", "TimeZone", "fsync", "max_locks_per_transaction", "listen_addresses"];

    const shown = await query(
      server.url,
      `SELECT ${wanted.map((name) => `current_setting('${name}')`).join("||' '||")} AS all`,
    );
    const intruder = query(server.url.replace(/:[^:@]+@/, ":guess@"), "SELECT 1");
    await expect(intruder).rejects.toThrow('password authentication failed for user "postgres"');
    await server.stop();

    expect(shown).toEqual([{ all: "UTF8 UTC on 512 127.0.0.1" }]);
  });

  test("the server lets its owner open what it needs, and commands beside it", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    const shown = [];
    for (const connections of [11, 187]) {
      const server = await opened(dataFolder, { connections });
      shown.push(...(await query(server.url, "SELECT current_setting('max_connections')::int AS most")));
      await server.stop();
    }

    expect(shown).toEqual([{ most: 100 }, { most: 237 }]);
  });

  test("a lost password is replaced at the next start", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    await (await opened(dataFolder)).stop();
    await rm(join(dataFolder, "postgres.password"));

    const server = await opened(dataFolder);
    const rows = await query(server.url, "SELECT 1 AS one");
    await server.stop();

    expect(rows).toEqual([{ one: 1 }]);
  });

  test("what a first start left unfinished is removed by the next one", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    mkdirSync(join(dataFolder, "postgres.new-killed", "base"), { recursive: true });

    await (await opened(dataFolder)).stop();

    expect(readdirSync(dataFolder).sort()).toEqual(["postgres", "postgres.log", "postgres.password"]);
  });
});

describe("several who want the same data folder", () => {
  test("a second owner is refused with the name of the first", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    const server = await opened(dataFolder);

    const refusal = await refusalOf(opened(dataFolder, { command: "npm run dev" }));
    await server.stop();

    expect(refusal).toBe(
      `Tributary already runs on this data folder (npm start, process ${process.pid}); stop it first, or set TRIBUTARY_DATA to another folder`,
    );
  });

  test("one who joins leaves the server running", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    const server = await opened(dataFolder);

    const joiner = await opened(dataFolder, { command: "tributary import", join: true });
    await joiner.stop();
    const rows = await query(server.url, "SELECT 1 AS one");
    await server.stop();

    expect({ owned: joiner.owned, url: joiner.url }).toEqual({ owned: false, url: server.url });
    expect(rows).toEqual([{ one: 1 }]);
  });

  test("of many who start at once one owns the server and the others join it", { timeout: LONG }, async () => {
    const dataFolder = aFolder();

    const servers = await Promise.all([1, 2, 3, 4].map(() => opened(dataFolder, { join: true })));
    const urls = new Set(servers.map((server) => server.url));
    await Promise.all(servers.map((server) => server.stop()));

    expect(servers.filter((server) => server.owned)).toHaveLength(1);
    expect(urls.size).toBe(1);
  });

  test("of many who find the same stale lock exactly one takes it over", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    writeLock(dataFolder, { pid: process.pid, started: "another time" });

    const answers = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map(() => opened(dataFolder)));
    const owners = answers.filter((answer) => answer.status === "fulfilled").map((answer) => answer.value);
    await Promise.all(owners.map((owner) => owner.stop()));

    expect(owners).toHaveLength(1);
    expect(readdirSync(dataFolder).sort()).toEqual(["postgres", "postgres.log", "postgres.password"]);
  });

  test("an heir who was killed while taking over a stale lock is followed by the next", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    writeLock(dataFolder, { started: "another time" });
    writeLock(dataFolder, { started: "another time", token: "heir" }, "owner.json.after-stale");

    await (await opened(dataFolder)).stop();

    expect(readdirSync(dataFolder).sort()).toEqual(["postgres", "postgres.log", "postgres.password"]);
  });

  test("a lock that is no lock is taken over", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    writeFileSync(join(dataFolder, "owner.json"), "");

    const server = await opened(dataFolder);
    await server.stop();

    expect(server.owned).toBe(true);
  });
});

describe("sudden ends", () => {
  test("an owner killed in the middle of its work leaves no server, and nothing committed is lost", {
    timeout: LONG,
  }, async () => {
    const dataFolder = aFolder();
    const owner = await anOwner(dataFolder, 50);
    const postmaster = postmasterOf(dataFolder);

    owner.child.kill("SIGKILL");
    await gone(postmaster);
    await owner.ended;

    expect(await ordersIn(dataFolder)).toBeGreaterThanOrEqual(owner.committed());
  });

  test.runIf(onLinux)("a server that outlived its owner is stopped and taken over", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    const owner = await anOwner(dataFolder, 50);
    const orphan = postmasterOf(dataFolder);
    for (const pid of groupOf(orphan)) if (pid !== orphan) process.kill(pid, "SIGKILL");
    owner.child.kill("SIGKILL");
    await owner.ended;
    expect(isAlive(orphan)).toBe(true);

    const orders = await ordersIn(dataFolder);

    expect(isAlive(orphan)).toBe(false);
    expect(orders).toBeGreaterThanOrEqual(owner.committed());
  });

  test("after the server itself was killed the next start comes up", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    const owner = await anOwner(dataFolder, 50);

    process.kill(postmasterOf(dataFolder), "SIGKILL");
    owner.child.kill("SIGKILL");
    await owner.ended;

    expect(await ordersIn(dataFolder)).toBeGreaterThanOrEqual(owner.committed());
  });

  test("a stale lock whose process number now belongs to another program is taken over", {
    timeout: LONG,
  }, async () => {
    const dataFolder = aFolder();
    await (await opened(dataFolder)).stop();
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    children.push(stranger);
    writeLock(dataFolder, { pid: stranger.pid ?? 0, started: "another time" });

    const server = await opened(dataFolder);
    await server.stop();

    expect(server.owned).toBe(true);
    expect(stranger.exitCode).toBe(null);
  });
});

describe("a start that cannot be", () => {
  test("a database made by another PostgreSQL is refused", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    mkdirSync(join(dataFolder, "postgres"));
    writeFileSync(join(dataFolder, "postgres", "PG_VERSION"), "15\n");

    const refusal = await refusalOf(opened(dataFolder));

    expect(refusal).toBe(
      `The database in ${dataFolder}/postgres was made by PostgreSQL 15, and this is PostgreSQL 18, which cannot open it; ` +
        "set TRIBUTARY_DATA to another folder, or run the Tributary that made it",
    );
    expect(readdirSync(dataFolder)).toEqual(["postgres"]);
  });

  test("a folder that is no database is refused and left alone", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    mkdirSync(join(dataFolder, "postgres"));
    writeFileSync(join(dataFolder, "postgres", "letter.txt"), "Dear Ada");

    const refusal = await refusalOf(opened(dataFolder));

    expect(refusal).toBe(
      `${dataFolder}/postgres holds files but no PostgreSQL database; move them away, or set TRIBUTARY_DATA to another folder`,
    );
    expect(readdirSync(join(dataFolder, "postgres"))).toEqual(["letter.txt"]);
  });

  test("a file in the place of the data folder is refused", async () => {
    const file = join(aFolder(), "file");
    writeFileSync(file, "");

    const onTheWay = await refusalOf(opened(join(file, "data")));
    const inItsPlace = await refusalOf(opened(file));

    expect(onTheWay).toBe(
      `Tributary cannot use the data folder ${file}/data: there is a file in the place of the folder (EEXIST, at ${file}); mend that, or set TRIBUTARY_DATA to another folder`,
    );
    expect(inItsPlace).toBe(
      `Tributary cannot use the data folder ${file}: there is a file in the place of the folder (EEXIST); mend that, or set TRIBUTARY_DATA to another folder`,
    );
  });

  test("a server that does not come up is refused with its own words", { timeout: LONG }, async () => {
    const dataFolder = aFolder();
    await (await opened(dataFolder)).stop();
    writeFileSync(join(dataFolder, "postgres", "postgresql.conf"), "no_such_setting = 1\n");

    const refusal = await refusalOf(opened(dataFolder));

    expect(refusal).toContain('unrecognized configuration parameter "no_such_setting"');
    expect(existsSync(join(dataFolder, "owner.json"))).toBe(false);
  });
});

function aFolder(): string {
  const folder = mkdtempSync(join(scratch, "data-"));
  chmodSync(folder, 0o755);
  return folder;
}

function opened(
  dataFolder: string,
  but: { command?: string; join?: boolean; connections?: number } = {},
): Promise<EmbeddedPostgres> {
  return openEmbedded({ dataFolder, command: "npm start", join: false, fast: true, ...but });
}

async function refusalOf(start: Promise<unknown>): Promise<string> {
  const fault = await start.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(fault).toBeInstanceOf(StartRefusal);
  return (fault as StartRefusal).message;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function ordersIn(dataFolder: string): Promise<number> {
  const server = await opened(dataFolder);
  const [row] = await query(server.url, "SELECT max(number)::int AS last FROM orders");
  await server.stop();
  return (row as { last: number }).last;
}

async function anOwner(dataFolder: string, atLeast: number) {
  const child = spawn(process.execPath, [join(scratch, "owner.mjs"), dataFolder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let committed = 0;
  const ended = new Promise((done) => child.once("close", done));
  await new Promise<void>((ready, failed) => {
    createInterface(child.stdout).on("line", (line) => {
      committed = Number(line);
      if (committed >= atLeast) ready();
    });
    child.once("exit", () => failed(new Error("the owner ended before it had stored its orders")));
  });
  return { child, ended, committed: () => committed };
}

function writeLock(dataFolder: string, but: Record<string, unknown>, name = "owner.json"): void {
  const lock = { pid: process.pid, started: "", command: "npm start", token: "stale", ...but };
  writeFileSync(join(dataFolder, name), JSON.stringify(lock));
}

function postmasterOf(dataFolder: string): number {
  const file = join(dataFolder, "postgres", "postmaster.pid");
  return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0;
}

function groupOf(pid: number): number[] {
  const group = (of: string) => readFileSync(`/proc/${of}/stat`, "utf8").split(") ")[1]?.split(" ")[2];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((other) => existsSync(`/proc/${other}`) && group(other) === group(String(pid))).map(Number);
}

async function gone(pid: number): Promise<void> {
  while (pid > 0 && isAlive(pid)) await sleep(20);
}

/** A zombie is dead: who has lost its parent is not reaped in every container. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !(onLinux && /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8")));
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === "EPERM";
  }
}
