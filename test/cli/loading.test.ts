import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";
import { FOR_NODE } from "../../scripts/build.mjs";

const DATABASE = ["typeorm", "pg"];
const API = ["graphql", "graphql-scalars", "type-graphql", "@apollo/server"];

type Outputs = Metafile["outputs"];

/** The program as it is built, with each part's imports. */
async function built(): Promise<Outputs> {
  const { metafile } = await build({
    ...FOR_NODE,
    entryPoints: ["src/cli.ts"],
    outdir: "dist",
    metafile: true,
    write: false,
  });
  return metafile.outputs;
}

/** The packages that are loaded with a source, and not only once something is asked for. */
function packagesWith(outputs: Outputs, source: string): string[] {
  const [first] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
  if (first === undefined) throw new Error(`${source} is no part of its own`);
  const packages = new Set<string>();
  const parts = new Set([first]);
  for (const part of parts) {
    for (const { path, kind, external } of outputs[part]?.imports ?? []) {
      if (kind !== "import-statement") continue;
      if (external !== true) parts.add(path);
      else if (!path.startsWith("node:")) packages.add(path);
    }
  }
  return [...packages].sort();
}

const outputs = await built();

test("help and refused arguments load nothing but what reads the arguments", () => {
  expect(packagesWith(outputs, "src/cli.ts")).toEqual(["commander", "reflect-metadata"]);
});

test.each(["recommendations", "pricing", "lift"])("evaluate %s loads neither the database nor the API", (what) => {
  const packages = packagesWith(outputs, `src/cli/evaluate-${what}.ts`);

  expect(packages).toContain("csv-parse");
  expect(packages.filter((name) => [...DATABASE, ...API].includes(name))).toEqual([]);
});

test("a backup loads the database and no API", () => {
  const packages = packagesWith(outputs, "src/cli/backup.ts");

  expect(packages).toEqual(expect.arrayContaining(DATABASE));
  expect(packages.filter((name) => API.includes(name))).toEqual([]);
});
