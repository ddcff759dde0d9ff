import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildPlayground, playgroundFolder } from "./build-playground.mjs";
import { writeFolder } from "./write-folder.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** How programs for Node are bundled, here and for benches. */
export const FOR_NODE = {
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
};

const SOURCES = ["src", "migrations"];
const SETTINGS = ["scripts/build.mjs", "tsconfig.json", "package.json"];

/**
 * The folder in dist of the programs, by the hash of what they are made from, so that a command may be built and run beside a
 * running server. The hash takes 20 ms, where the bundle takes half a second and a process of its own.
 */
function programFolder() {
  const hash = createHash("sha256").update(playgroundFolder());
  for (const file of [...SOURCES.flatMap(filesIn), ...SETTINGS]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  hash.update(`esbuild ${packages["node_modules/esbuild"]?.version}\n`);
  return join(root, "dist", hash.digest("hex").slice(0, 16));
}

function filesIn(folder) {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(root, join(parentPath, name))).sort();
}

/**
 * Bundles the programs where that is not done, and gives their folder's URL. Packages stay outside, so that there is one
 * `graphql` in the process.
 */
export async function build() {
  let folder = programFolder();
  while (!existsSync(folder)) {
    const { build: bundle } = await import("esbuild"); // takes as long to load as all the rest of a start that finds its build
    const { outputFiles } = await bundle({
      absWorkingDir: root,
      entryPoints: ["src/main.ts", "src/worker.ts", "src/thread.ts", "src/cli.ts"],
      outdir: "dist",
      ...FOR_NODE,
      define: { PLAYGROUND_FOLDER: JSON.stringify(playgroundFolder()) },
      write: false,
    });
    const before = folder;
    folder = programFolder();
    if (folder === before) await writeFolder(folder, outputFiles); // else a source was saved meanwhile
  }
  return pathToFileURL(`${folder}/`);
}

/** The build for a program that is about to run: what a person can mend is said in a sentence. */
export async function buildToRun() {
  try {
    return await build();
  } catch (error) {
    if (error?.syscall === undefined) throw error;
    process.stderr.write(
      `Tributary cannot be built: ${error.message}; run \`npm run build\` once as somebody who may write there\n`,
    );
    return process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
  if ((await buildPlayground()) === undefined) {
    console.warn("The playground is not built: its packages are not installed; `npm ci` installs them.");
  }
}
