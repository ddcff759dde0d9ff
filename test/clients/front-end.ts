import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** The programs that a front end calls by npx. */
const PROGRAMS = {
  node: [],
  tsc: ["typescript/bin/tsc"],
  "graphql-codegen": ["@graphql-codegen/cli/cjs/bin.js"],
  "relay-compiler": ["relay-compiler/cli.js"],
} as const;

/** As a bundler's template has it, and as strict as can be. */
const TSCONFIG = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2023", "DOM"],
    types: [],
    module: "ESNext",
    moduleResolution: "bundler",
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["src"],
};

export interface FrontEnd {
  /** Runs a program in the front end's folder, to its end. */
  run(program: keyof typeof PROGRAMS, ...args: string[]): { code: number | null; out: string; err: string };
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Imports a module of it. */
  load<Module>(path: string): Promise<Module>;
  remove(): Promise<void>;
}

/**
 * A front end's folder with schema.graphql and every file that these chapters of docs/clients.md show. It lies in dist,
 * where the packages are found and no other tool looks.
 */
export async function aFrontEnd(...chapters: string[]): Promise<FrontEnd> {
  const dist = join(root, "dist");
  await mkdir(dist, { recursive: true });
  const folder = await mkdtemp(join(dist, "front-end-"));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await copyFile(join(root, "schema.graphql"), join(folder, "schema.graphql"));
  await write("tsconfig.json", JSON.stringify(TSCONFIG));
  for (const [path, text] of await shownFiles(chapters)) await write(path, text);
  return {
    run: (program, ...args) => {
      const scripts = PROGRAMS[program].map((script) => join(root, "node_modules", script));
      // Nothing of the machine's own settings may reach the program, such as one for coloured output.
      const options = { cwd: folder, env: {}, encoding: "utf8", timeout: 50_000 } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [...scripts, ...args], options);
      return { code: status, out: stdout, err: stderr };
    },
    read: (path) => readFile(join(folder, path), "utf8"),
    write,
    load: (path) => import(join(folder, path)),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A code block of the page is a file where its name stands above it. */
async function shownFiles(chapters: readonly string[]): Promise<[path: string, text: string][]> {
  const page = await readFile(join(root, "docs/clients.md"), "utf8");
  const shown = page.split(/^## /m).filter((chapter) => chapters.includes(chapter.split("\n", 1)[0] ?? ""));
  if (shown.length !== chapters.length) throw new Error(`docs/clients.md lacks a chapter of ${chapters.join(", ")}`);
  return shown.flatMap((chapter) =>
    [...chapter.matchAll(/^`([\w./-]+)`\n\n```\w+\n(.*?)^```$/gms)].map(
      ([, path = "", text = ""]): [string, string] => [path, text],
    ),
  );
}
