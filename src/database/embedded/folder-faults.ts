import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartRefusal } from "../start-refusal.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "part of the path is a file, not a folder",
  ENOENT: "a folder on the way is missing and cannot be made",
  EEXIST: "there is a file in the place of the folder",
  ENAMETOOLONG: "the path is too long",
  ELOOP: "the path is a loop of links",
  EIO: "the disk reports an error",
};

/** A fault of the file system while the data folder is prepared is the person's to mend, so it is told as a sentence with the folder in it. */
export async function tellingFolderFaults<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    const { code, path } = fault as NodeJS.ErrnoException;
    const reason = code === undefined ? undefined : REASONS[code];
    if (reason === undefined) throw fault;
    // Names that end in a random token would only puzzle.
    const place = path === undefined || path === folder ? "" : `, at ${path.replace(/\.[0-9a-f-]{36}$/, "")}`;
    throw new StartRefusal(
      `Tributary cannot use the data folder ${folder}: ${reason} (${code}${place}); mend that, or set TRIBUTARY_DATA to another folder`,
      { cause: fault },
    );
  }
}

/**
 * Makes the folder and those above it, one at a time: Node's recursive mkdir never ends where the file system refuses with
 * ENOENT (as /proc does), and hides the true reason where it is read-only.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) {
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error("a file"), { code: "EEXIST", path: folder });
    return;
  }
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "EEXIST") throw fault; // another process was faster
  }
}

/** What `read` gives, or undefined where there is no such file. */
export async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fault;
  }
}
