import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
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

/**
 * Bundles the programs (0.2 s) into dist/<hash of the content>/ and gives that folder's URL. A name by content, so that a
 * command may be built and run beside a running server, and a build that is there already is used as it is. Packages stay
 * outside, so that there is one `graphql` in the process.
 */
export async function build() {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: ["src/main.ts", "src/worker.ts", "src/thread.ts", "src/cli.ts"],
    outdir: "dist",
    ...FOR_NODE,
    define: { PLAYGROUND_FOLDER: JSON.stringify(playgroundFolder()) },
    write: false,
  });
  const hash = createHash("sha256");
  for (const { text } of outputFiles) hash.update(text);
  const folder = join(root, "dist", hash.digest("hex").slice(0, 16));
  if (!existsSync(folder)) await writeFolder(folder, outputFiles);
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
