import { spawn } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, type MeasuredServer } from "../servers/start.ts";

const OLDEST_NODE = 22;
const PACKAGE = "postgraphile@5.1.5";

/** Why PostGraphile cannot run here; undefined where it can. */
export function whyNoPeer(): string | undefined {
  const [major] = process.versions.node.split(".");
  if (Number(major) >= OLDEST_NODE) return undefined;
  return `PostGraphile 5 was not measured: it needs Node ${OLDEST_NODE}, and this is ${process.versions.node}.`;
}

/** Installs PostGraphile from npm into the data folder, unless it is there, and starts it on this database. */
export async function startPeer(databaseUrl: string, dataFolder: string): Promise<MeasuredServer> {
  const folder = resolve(dataFolder, "peer");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await install(folder);
  const script = join(folder, "serve.mjs");
  await copyFile(fileURLToPath(new URL("../../bench/peer/serve.mjs", import.meta.url)), script);
  return launch("postgraphile", [script], dataFolder, { DATABASE_URL: databaseUrl, GRAPHILE_ENV: "production" });
}

async function install(folder: string): Promise<void> {
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", PACKAGE];
  const child = spawn("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((done, failed) => child.once("close", done).once("error", failed));
  if (code !== 0) throw new Error(`npm could not install ${PACKAGE} into ${folder}`);
}
