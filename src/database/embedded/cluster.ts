import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import type { Binaries } from "./binaries.ts";
import { complaint } from "./complaint.ts";
import { unlessMissing } from "./folder-faults.ts";
import { unlessGone } from "./processes.ts";
import { handOver, type Runner, run } from "./runner.ts";

const UNFINISHED = "postgres.new-";
const PASSWORD = "postgres.password";

export function clusterOf(dataFolder: string): string {
  return join(dataFolder, "postgres");
}

export async function readPassword(dataFolder: string): Promise<string | undefined> {
  return (await unlessMissing(readFile(join(dataFolder, PASSWORD), "utf8")))?.trim();
}

/** False where a cluster has still to be made. */
export async function clusterExists(dataFolder: string, binaries: Binaries): Promise<boolean> {
  const cluster = clusterOf(dataFolder);
  const version = (await unlessMissing(readFile(join(cluster, "PG_VERSION"), "utf8")))?.trim();
  if (version === undefined) {
    const content = (await unlessMissing(readdir(cluster))) ?? [];
    if (content.length === 0) return false;
    throw new StartRefusal(
      `${cluster} holds files but no PostgreSQL database; move them away, or set TRIBUTARY_DATA to another folder`,
    );
  }
  if (version === binaries.major) return true;
  throw new StartRefusal(
    `The database in ${cluster} was made by PostgreSQL ${version}, and this is PostgreSQL ${binaries.major}, which cannot open it; ` +
      "set TRIBUTARY_DATA to another folder, or run the Tributary that made it",
  );
}

/** Made beside its place and then renamed, so that a cluster is there whole or not at all, whenever we are killed. */
export async function makeCluster(dataFolder: string, binaries: Binaries, runner: Runner, fast: boolean) {
  requirePasswdEntry();
  const unfinished = join(dataFolder, UNFINISHED + randomBytes(6).toString("hex"));
  await mkdir(unfinished);
  await handOver(unfinished, runner);
  const rules = ["--username=postgres", "--auth-host=scram-sha-256", "--auth-local=reject", "--encoding=UTF8"];
  const sync = fast ? ["--no-sync"] : [];
  const made = await run(runner, [binaries.initdb, "-D", unfinished, ...rules, ...locale(), ...sync]);
  if (!made.succeeded) {
    await rm(unfinished, { recursive: true, force: true });
    throw new StartRefusal(`PostgreSQL could not make its database in ${dataFolder}: ${complaint(made.said)}`);
  }
  await rename(unfinished, clusterOf(dataFolder));
  await syncFolder(dataFolder);
}

/** Without saying so a machine without LANG gets SQL_ASCII. macOS calls the same rules (order by code point, letters of all scripts) so. */
function locale(): string[] {
  return process.platform === "darwin" ? ["--locale=C", "--lc-ctype=UTF-8"] : ["--locale=C.UTF-8"];
}

function requirePasswdEntry(): void {
  if (unlessGone(() => userInfo()) !== undefined) return;
  throw new StartRefusal(
    `User ${process.geteuid?.()} has no entry in /etc/passwd, without which PostgreSQL cannot make a database; add one, start as another user, or set DATABASE_URL`,
  );
}

/**
 * Sets a new password from inside the stopped cluster, so it serves the first start and a lost file alike; the file comes last, for
 * then a kill in between only means another password at the next start. (initdb's --pwfile would have to be readable for its user.)
 */
export async function renewPassword(dataFolder: string, binaries: Binaries, runner: Runner): Promise<string> {
  requirePasswdEntry();
  const password = randomBytes(24).toString("hex");
  const alone = [binaries.postgres, "--single", "-D", clusterOf(dataFolder), "-c", "exit_on_error=on", "postgres"];
  const set = await run(runner, alone, `ALTER ROLE postgres PASSWORD '${password}';\n`);
  if (!set.succeeded) throw new StartRefusal(`PostgreSQL could not set its password: ${complaint(set.said)}`);
  const draft = join(dataFolder, `${PASSWORD}.new`);
  await rm(draft, { force: true });
  await writeFile(draft, `${password}\n`, { mode: 0o600 });
  await rename(draft, join(dataFolder, PASSWORD));
  return password;
}

/** A killed initdb leaves its folder behind; the owner alone calls this, so it is nobody's work in progress. */
export async function removeUnfinished(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    await rm(join(dataFolder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
