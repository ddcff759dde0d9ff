import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { inject, onTestFinished } from "vitest";
import { copyFolder } from "./copy-folder.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Waits until the program has printed this. */
  printed(text: string): Promise<string>;
}

type Environment = Readonly<Record<string, string>>;

const root = resolve(import.meta.dirname, "../..");

/** `npx tributary ...`, to its end. */
export function tributary(args: readonly string[], env: Environment, cwd = root): Promise<Ended> {
  return run([join(root, "bin/tributary.mjs"), ...args], env, cwd).ended;
}

/** `npm start`, running; ended with the test where it has not ended before. */
export const start = (env: Environment): Running => run([join(root, "bin/start.mjs")], { DEMO: "false", ...env }, root);

export function run(args: readonly string[], env: Environment, cwd: string): Running {
  // Nothing of the machine's own settings may reach the program.
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env["PATH"] ?? "", ...env } });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((done) => child.once("close", (code) => done({ code, out, err })));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const printed = (text: string): Promise<string> =>
    new Promise((done, failed) => {
      const look = () => {
        if (!out.includes(text)) return;
        child.stdout.off("data", look);
        child.off("close", fail);
        done(out);
      };
      const fail = () => failed(new Error(`ended without "${text}": ${out}${err}`));
      child.stdout.on("data", look);
      child.once("close", fail);
      look();
    });
  return { process: child, ended, printed };
}

/** A folder of the test's own. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-folder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

/** A data folder that a program has had before: a start there makes neither a cluster nor tables. */
export async function aUsedDataFolder(): Promise<string> {
  const folder = await aFolder();
  await copyFolder(inject("usedDataFolder"), folder);
  return folder;
}

export async function aFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
