import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Writes a build beside its place, then renames it: nobody ever sees half a build. */
export async function writeFolder(folder, files) {
  const fresh = `${folder}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  await Promise.all(files.map(({ path, contents }) => writeFile(join(fresh, basename(path)), contents)));
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another process has just made the same
    await rm(fresh, { recursive: true });
  }
}
