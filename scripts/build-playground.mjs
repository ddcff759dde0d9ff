import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { writeFolder } from "./write-folder.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const BROWSER = "src/playground/browser";
const PACKAGES = ["graphiql", "@graphiql/plugin-explorer", "react", "react-dom", "monaco-editor", "monaco-graphql"];

/**
 * The folder in dist of what browsers get, by the hash of what it is made from: the sources, this file and the versions of
 * the packages. The hash takes 5 ms where the bundle takes seconds, and needs no package: a folder that was built is found
 * again after the development packages are gone.
 */
export function playgroundFolder() {
  const sources = readdirSync(join(root, BROWSER)).sort();
  const files = [...sources.map((name) => `${BROWSER}/${name}`), "src/playground/settings.ts"];
  const hash = createHash("sha256");
  for (const file of [...files, "scripts/build-playground.mjs"])
    hash.update(file).update(readFileSync(join(root, file)));
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  for (const name of [...PACKAGES, "@graphiql/react", "graphql", "esbuild"]) {
    hash.update(`${name} ${packages[`node_modules/${name}`]?.version}\n`);
  }
  return `playground-${hash.digest("hex").slice(0, 16)}`;
}

/** Builds the playground where that is not done, and gives its folder; undefined where its packages are not installed. */
export async function buildPlayground() {
  const folder = join(root, "dist", playgroundFolder());
  if (!existsSync(folder)) {
    if (!PACKAGES.every((name) => existsSync(join(root, "node_modules", name)))) return undefined;
    const files = (await bundled()).filter(({ contents }) => contents.length > 0);
    const zipped = files.map(({ path, contents }) => ({
      path: `${path}.gz`,
      contents: gzipSync(contents, { level: 9 }),
    }));
    await writeFolder(folder, [...files, ...zipped]);
  }
  return pathToFileURL(`${folder}/`);
}

async function bundled() {
  const { build: bundle } = await import("esbuild"); // which a start that finds its build does not need
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: [
      { in: `${BROWSER}/main.ts`, out: "main" },
      { in: `${BROWSER}/style.css`, out: "style" },
      { in: "monaco-editor/esm/vs/editor/editor.worker.js", out: "editor.worker" },
      { in: "monaco-editor/esm/vs/language/json/json.worker.js", out: "json.worker" },
      { in: "monaco-graphql/esm/graphql.worker.js", out: "graphql.worker" },
    ],
    outdir: "dist",
    bundle: true,
    splitting: true,
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [withoutStylesOfMonaco],
    write: false,
    logLevel: "warning",
  });
  return outputFiles;
}

/** GraphiQL's own style sheet has them all. */
const withoutStylesOfMonaco = {
  name: "without-styles-of-monaco",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]monaco-editor[\\/].*\.css$/ }, () => ({ contents: "", loader: "css" }));
  },
};

/** For a program that is about to run, and runs without a playground too. */
export async function buildPlaygroundToRun() {
  try {
    await buildPlayground();
  } catch (error) {
    process.stderr.write(`The playground cannot be built, the API works without it: ${error.message}\n`);
  }
}
