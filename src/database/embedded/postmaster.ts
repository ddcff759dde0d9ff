import { readlinkSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import { unlessMissing } from "./folder-faults.ts";
import { isRunning, ps, startOf, unlessGone, until } from "./processes.ts";

/** PostgreSQL's main process, as its file postmaster.pid tells it. */
export interface Postmaster {
  readonly pid: number;
  readonly folder: string;
  readonly port: number;
  readonly ready: boolean;
}

export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await unlessMissing(readFile(join(cluster, "postmaster.pid"), "utf8"));
  const [pid, folder = "", , port, , , , status] = (text ?? "").split("\n");
  if (!Number.isInteger(Number(pid)) || Number(pid) <= 0) return undefined;
  return { pid: Number(pid), folder, port: Number(port), ready: status?.trim() === "ready" };
}

/** Stops a server that outlived its owner. Its pid may since belong to anybody: only a postgres on this very folder is touched. */
export async function stopOrphan(cluster: string): Promise<void> {
  const found = await readPostmaster(cluster);
  if (found === undefined || !serves(found, cluster)) return;
  if (await stopPostmaster(found.pid, 30_000)) return;
  throw new StartRefusal(
    `A PostgreSQL (process ${found.pid}) still runs on ${cluster} and does not stop; end it first`,
  );
}

function serves({ pid, folder }: Postmaster, cluster: string): boolean {
  if (process.platform !== "linux") {
    const command = unlessGone(() => ps(pid, "command=")) ?? "";
    return /\bpostgres\b/.test(command) && folder === cluster;
  }
  const program = unlessGone(() => readlinkSync(`/proc/${pid}/exe`)) ?? "";
  // A server works inside its folder, which stays true where the folder was moved. Reinstalled packages show as "postgres (deleted)".
  const place = unlessGone(() => readlinkSync(`/proc/${pid}/cwd`));
  return basename(program).split(" ")[0] === "postgres" && place === realpathSync(cluster);
}

/** Fast shutdown, and after `patienceMs` an immediate one, which loses nothing either: the next start replays the log. */
export async function stopPostmaster(
  pid: number,
  patienceMs: number,
  ask = () => kill(pid, "SIGINT"),
): Promise<boolean> {
  const started = startOf(pid);
  if (started === undefined) return true;
  const gone = () => !isRunning(pid, started);
  ask();
  if (await until(gone, patienceMs)) return true;
  kill(pid, "SIGQUIT");
  return until(gone, 5_000);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  // Gone in the meantime is what we want.
  unlessGone(() => process.kill(pid, signal));
}
