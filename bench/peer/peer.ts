import { spawn } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, type MeasuredServer } from "../servers/start.ts";

const PACKAGE = "postgraphile@5.1.5";
/** PostGraphile 5 needs it; where we run on an older one, npm has it as a package for each system. */
const OLDEST_NODE = 22;
const NODE = `node-${process.platform}-${process.arch}`;
const NODE_VERSION = "22.23.3";

const isNewEnough = (): boolean => Number(process.versions.node.split(".")[0]) >= OLDEST_NODE;

/** The version of Node that PostGraphile is measured with. */
export const peerNode = (): string => (isNewEnough() ? process.versions.node : NODE_VERSION);

/** Installs PostGraphile from npm into the data folder, unless it is there, and starts it on this database. */
export async function startPeer(databaseUrl: string, dataFolder: string): Promise<MeasuredServer> {
  const folder = resolve(dataFolder, "peer");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await install(folder, isNewEnough() ? [PACKAGE] : [PACKAGE, `${NODE}@${NODE_VERSION}`]);
  const script = join(folder, "serve.mjs");
  await copyFile(fileURLToPath(new URL("../../bench/peer/serve.mjs", import.meta.url)), script);
  const program = isNewEnough() ? process.execPath : join(folder, "node_modules", NODE, "bin", "node");
  const settings = { DATABASE_URL: databaseUrl, GRAPHILE_ENV: "production" };
  return launch("postgraphile", [script], dataFolder, settings, program);
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages];
  const child = spawn("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((done, failed) => child.once("close", done).once("error", failed));
  if (code !== 0) throw new Error(`npm could not install ${packages.join(" and ")} into ${folder}`);
}
