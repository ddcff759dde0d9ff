import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartRefusal } from "../database/start-refusal.ts";

/** A file that an option names and that is to be read: what is wrong with it is said before anything begins. */
export async function refuseUnreadable(option: string, path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind === "nothing") throw new StartRefusal(`${option} ${path}: there is no such file`);
  if (kind === "folder") throw new StartRefusal(`${option} ${path}: this is a folder; a file is needed`);
}

/** The same for a file that is to be written: work of minutes would be lost at its end. */
export async function refuseUnwritable(option: string, path: string): Promise<void> {
  if ((await kindOf(path)) === "folder")
    throw new StartRefusal(`${option} ${path}: this is a folder; a file is needed`);
  const folder = dirname(path);
  if ((await kindOf(folder)) !== "folder") throw new StartRefusal(`${option} ${path}: there is no folder ${folder}`);
  try {
    await access(folder, constants.W_OK);
  } catch {
    throw new StartRefusal(`${option} ${path}: the folder ${folder} may not be written to`);
  }
}

async function kindOf(path: string): Promise<"nothing" | "folder" | "file"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return "nothing";
    throw error;
  }
}
