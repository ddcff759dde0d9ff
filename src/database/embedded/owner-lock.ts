import { randomUUID } from "node:crypto";
import { link, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { unlessMissing } from "./folder-faults.ts";
import { isRunning, startOf } from "./processes.ts";

/** The one process that may start and stop the server of a data folder. */
export interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly command: string;
  readonly token: string;
}

export interface OwnerLock {
  release(): Promise<void>;
}

/** Takes the lock, or names the living process that has it. */
export async function takeOwnerLock(dataFolder: string, command: string): Promise<OwnerLock | Owner> {
  const lock = join(dataFolder, "owner.json");
  const me = { pid: process.pid, started: startOf(process.pid) ?? "", command, token: randomUUID() };
  const draft = `${lock}.${me.token}`;
  await writeDurably(draft, `${JSON.stringify(me)}\n`);
  try {
    let holder = await attempt(lock, draft);
    while (holder === "changed meanwhile") holder = await attempt(lock, draft);
    if (holder !== "mine") return holder;
  } finally {
    await rm(draft, { force: true });
  }
  await removeClaims(lock);
  return { release: () => release(lock, me.token) };
}

/**
 * A fresh lock is taken by link(), which fails where the file exists. A stale one (token S) is not simply renamed away, as two takers
 * could rename each other's new lock: who links `owner.json.after-S` first is its only heir, and whoever finds that claim stale as well
 * claims after the claimer. Nobody but the heir can replace the lock, so what it checks after claiming stays true until it renames.
 */
async function attempt(lock: string, draft: string): Promise<"mine" | "changed meanwhile" | Owner> {
  let last = await readOwner(lock);
  if (last === undefined) return (await linked(draft, lock)) ? "mine" : "changed meanwhile";
  const line: string[] = [];
  for (;;) {
    if (isRunning(last.pid, last.started)) return last;
    line.push(last.token);
    const claim = `${lock}.after-${last.token}`;
    if (await linked(draft, claim)) return inherit(lock, draft, claim, line);
    last = await readOwner(claim);
    if (last === undefined) return "changed meanwhile";
  }
}

async function inherit(lock: string, draft: string, claim: string, line: readonly string[]) {
  const owner = await readOwner(lock);
  if (owner === undefined || !line.includes(owner.token)) {
    await rm(claim, { force: true });
    return "changed meanwhile";
  }
  await rename(draft, lock);
  return "mine";
}

/** Once a lock has a living owner every claim is void, also those that a killed heir left behind. */
async function removeClaims(lock: string): Promise<void> {
  const prefix = `${basename(lock)}.after-`;
  for (const name of await readdir(dirname(lock))) {
    if (name.startsWith(prefix)) await rm(join(dirname(lock), name), { force: true });
  }
}

async function release(lock: string, token: string): Promise<void> {
  const owner = await readOwner(lock);
  if (owner?.token === token) await rm(lock, { force: true });
}

async function linked(draft: string, name: string): Promise<boolean> {
  try {
    await link(draft, name);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw fault;
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await unlessMissing(readFile(path, "utf8"));
  return text === undefined ? undefined : parse(text, path);
}

/** What cannot be read was written by nobody alive: every lock is whole on disk before it gets its name. */
function parse(text: string, path: string): Owner {
  const unreadable = { pid: 0, started: "", command: "unknown", token: `unreadable-${basename(path)}` };
  try {
    const { pid, started, command, token } = JSON.parse(text) as Record<string, unknown>;
    const whole = typeof pid === "number" && typeof token === "string" && /^[\w-]+$/.test(token);
    return whole ? { pid, started: String(started), command: String(command), token } : unreadable;
  } catch {
    return unreadable;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
