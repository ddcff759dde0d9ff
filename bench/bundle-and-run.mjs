// Bundles programs of this folder beside the build of the program itself, then runs one of them.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { FOR_NODE } from "../scripts/build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs the first of the programs with the arguments of the command line, and ends as it does. */
export async function bundleAndRun(...programs) {
  await build({
    absWorkingDir: root,
    entryPoints: programs.map((program) => `bench/${program}.ts`),
    outdir: "dist/bench",
    outbase: "bench",
    ...FOR_NODE,
  });
  const main = fileURLToPath(new URL(`../dist/bench/${programs[0]}.js`, import.meta.url));
  const child = spawn(process.execPath, ["--enable-source-maps", main, ...process.argv.slice(2)], { stdio: "inherit" });
  // A Ctrl-C reaches the child as well; it ends what it has started, and then we end as it did.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
  child.on("close", (code, signal) => {
    process.exitCode = code ?? (signal === null ? 0 : 1);
  });
}
