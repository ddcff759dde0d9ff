import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles the programs (0.2 s) into dist/<hash of the content>/ and gives that folder's URL. A name by content, so that a
 * command may be built and run beside a running server, and a build that is there already is used as it is. Packages stay
 * outside, so that there is one `graphql` in the process.
 */
export async function build() {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: ["src/main.ts", "src/cli.ts"],
    outdir: "dist",
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    write: false,
    logLevel: "warning",
  });
  const hash = createHash("sha256");
  for (const { text } of outputFiles) hash.update(text);
  const folder = join(root, "dist", hash.digest("hex").slice(0, 16));
  if (!existsSync(folder)) await write(folder, outputFiles);
  return pathToFileURL(`${folder}/`);
}

/** Beside first, then renamed: nobody ever sees half a build. */
async function write(folder, files) {
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
