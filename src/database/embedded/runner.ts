import { spawn } from "node:child_process";
import { chmod, chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import { complaint } from "./complaint.ts";
import { unlessMissing } from "./folder-faults.ts";
import { PLAIN_ENVIRONMENT } from "./processes.ts";

/** As whom PostgreSQL's programs run, for they refuse root. `ids` is the user who owns the cluster's files, as seen from outside. */
export interface Runner {
  readonly name: string;
  readonly ids: { readonly uid: number; readonly gid: number };
  readonly prefix: readonly string[];
}

export interface Finished {
  readonly succeeded: boolean;
  readonly said: string;
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What spawn() needs beside the command. The working folder is one that everybody can enter. */
export function spawnOptions(runner: Runner) {
  const asMyself = runner.ids.uid === process.geteuid?.();
  return { cwd: "/", env: PLAIN_ENVIRONMENT, ...(asMyself ? {} : runner.ids) };
}

export function commandLine(runner: Runner, command: readonly string[]): { file: string; args: string[] } {
  const [file = "", ...args] = [...runner.prefix, ...command];
  return { file, args };
}

export async function run(runner: Runner, command: readonly string[], input = ""): Promise<Finished> {
  const { file, args } = commandLine(runner, command);
  const child = spawn(file, args, { ...spawnOptions(runner), stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  child.stdin.on("error", () => {}); // it may end before it has read; its exit code tells
  child.stdin.end(input);
  const succeeded = await new Promise<boolean>((resolve) => {
    child.once("close", (code) => resolve(code === 0));
    child.once("error", (fault) => {
      said += fault.message;
      resolve(false);
    });
  });
  return { succeeded, said };
}

/** The first who can run the binaries and enter the data folder: cheap to try, and the only sure answer (ACLs, mounts, libc). */
export async function chooseRunner(postgres: string, dataFolder: string, cluster: string): Promise<Runner> {
  const tried: string[] = [];
  for (const runner of await candidates(dataFolder, cluster)) {
    const probe = await run(runner, ["/bin/sh", "-c", '"$1" -V >/dev/null && cd "$2"', "sh", postgres, dataFolder]);
    if (probe.succeeded) return runner;
    tried.push(`${runner.name} (${complaint(probe.said)})`);
  }
  if (process.geteuid?.() === 0) throw noUserForRoot(tried, postgres, dataFolder);
  throw new StartRefusal(
    `PostgreSQL's program does not run here, tried ${tried.join(", ")}; set DATABASE_URL to a PostgreSQL 15 or newer`,
  );
}

function noUserForRoot(tried: readonly string[], postgres: string, dataFolder: string): StartRefusal {
  return new StartRefusal(
    `PostgreSQL does not run as root, and nobody else gets to ${postgres} and ${dataFolder}: tried ${tried.join(", ")}; ` +
      "move them to folders that others can enter, start as an ordinary user, or set DATABASE_URL",
  );
}

/** An existing cluster belongs to whoever made it; a new one gets the first candidate that works. */
async function candidates(dataFolder: string, cluster: string): Promise<Runner[]> {
  const uid = process.geteuid?.() ?? 0;
  const owner = await unlessMissing(stat(`${cluster}/PG_VERSION`));
  if (uid !== 0) {
    if (owner && owner.uid !== uid) throw notMine(cluster, owner.uid, uid);
    return [{ name: `user ${uid}`, ids: { uid, gid: process.getegid?.() ?? 0 }, prefix: [] }];
  }
  const users = await passwd();
  const stranger = users.find((user) => user.name === "postgres") ?? users.find((user) => user.name === "nobody");
  if (owner && owner.uid !== 0) return [asUser(users.find((user) => user.uid === owner.uid) ?? { name: "", ...owner })];
  const namespace = stranger ? [behindNamespace(stranger)] : [];
  if (owner) return namespace;
  // Under `sudo` in somebody's private home only that somebody can enter: not even a namespace of root's helps there.
  const neighbour = await stat(dirname(dataFolder));
  const resident = users.filter((user) => user.uid === neighbour.uid && user.uid !== 0);
  return [...(stranger ? [asUser(stranger)] : []), ...namespace, ...resident.slice(0, 1).map(asUser)];
}

function asUser({ name, uid, gid }: User): Runner {
  return { name: `user ${name || uid}`, ids: { uid, gid }, prefix: [] };
}

/**
 * Root under another number: the files stay root's and root's private folders can be entered, yet the programs see an ordinary user.
 * The number must have a passwd entry, because initdb looks up its name.
 */
function behindNamespace({ uid, gid }: User): Runner {
  const prefix = ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`];
  return { name: "root in a user namespace", ids: { uid: 0, gid: 0 }, prefix };
}

function notMine(cluster: string, owner: number, uid: number): StartRefusal {
  return new StartRefusal(
    `The database in ${cluster} belongs to user ${owner}, and this is user ${uid}; start as that user, or set TRIBUTARY_DATA to another folder`,
  );
}

async function passwd(): Promise<User[]> {
  const text = (await unlessMissing(readFile("/etc/passwd", "utf8"))) ?? "";
  const entries = text.split("\n").filter((line) => line.includes(":") && !line.startsWith("#"));
  return entries.map((line) => {
    const [name = "", , uid, gid] = line.split(":");
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/** Gives a folder made by us to the runner, closed to everybody else as PostgreSQL demands. */
export async function handOver(folder: string, { ids }: Runner): Promise<void> {
  await chmod(folder, 0o700);
  if (ids.uid !== process.geteuid?.()) await chown(folder, ids.uid, ids.gid);
}
