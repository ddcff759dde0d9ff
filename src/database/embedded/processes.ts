import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Fixed, so that a stray PGDATA, LANG or TZ of the terminal changes neither the cluster nor what we read back. */
export const PLAIN_ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
};

/** When the process began, in the system's own words; undefined once it is gone. Pids come back, a pid with its start does not. */
export function startOf(pid: number): string | undefined {
  return process.platform === "linux" ? startFromProc(pid) : startFromPs(pid);
}

/** Without `started` any process of that pid will do. */
export function isRunning(pid: number, started?: string): boolean {
  const start = startOf(pid);
  return start !== undefined && (started === undefined || start === started);
}

function startFromProc(pid: number): string | undefined {
  const stat = unlessGone(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (stat === undefined) return undefined;
  // Field 2 is the command in brackets and may itself hold blanks and brackets: count from its last bracket on.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  // A zombie stays listed for good where pid 1 reaps nobody, as in many containers.
  return state === "Z" || state === "X" ? undefined : fields[19];
}

function startFromPs(pid: number): string | undefined {
  return unlessGone(() => ps(pid, "lstart="));
}

export function ps(pid: number, column: string): string {
  const output = execFileSync("ps", ["-o", column, "-p", String(pid)], { env: PLAIN_ENVIRONMENT, stdio: "pipe" });
  return output.toString().trim();
}

export function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** Polls, since neither a file nor somebody else's process tells us when it changes; false when the time is over. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) return false;
    await sleep(20);
  }
  return true;
}
