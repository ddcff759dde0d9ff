import { readdir, readFile } from "node:fs/promises";

const MS_PER_TICK = 10; // Linux counts the time of processes in hundredths of a second, whatever the machine

/** The milliseconds for which a process has used a core, or undefined where the system has no /proc. */
export async function cpuOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name, in parentheses, may hold spaces: the fields are counted from behind it.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields && (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** By process, the milliseconds for which the children of this one have used a core: of the postmaster, the database's work. */
export async function cpuOfChildren(parent: number): Promise<ReadonlyMap<string, number>> {
  const pids = await readdir("/proc").catch(() => []);
  const found = new Map<string, number>();
  for (const pid of pids.filter((name) => /^\d+$/.test(name))) {
    const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined); // it may have ended meanwhile
    const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
    if (fields === undefined || Number(fields[1]) !== parent) continue;
    found.set(pid, (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK);
  }
  return found;
}

/** The memory of a process in MB: now, and at its peak. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number } | undefined> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const of = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]) / 1024);
  return { now: of("VmRSS"), peak: of("VmHWM") };
}
