import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { expect, onTestFinished, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

interface Arrows {
  readonly forbidden: readonly (IForbiddenRuleType & { readonly name: string })[];
  readonly options: ICruiseOptions;
}
const ARROWS: Arrows = createRequire(import.meta.url)(join(ROOT, ".dependency-cruiser.cjs"));

/** file -> what it imports; a name without a slash is a library, `type:` before it asks for types alone. */
type Tree = Readonly<Record<string, readonly string[]>>;

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

async function violationsIn(baseDir: string): Promise<Violation[]> {
  const ruleSet = { forbidden: [...ARROWS.forbidden] };
  const { output } = await cruise(["src", "migrations"], { ...ARROWS.options, baseDir, ruleSet, validate: true });
  if (typeof output === "string") throw new Error(output);
  const result: ICruiseResult = output;
  return result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

async function violationsOf(tree: Tree): Promise<Violation[]> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-arrows-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const library of ["typeorm", "pg", "graphql", "type-graphql", "big.js"]) {
    await write(folder, `node_modules/${library}/package.json`, JSON.stringify({ name: library, main: "index.js" }));
    await write(folder, `node_modules/${library}/index.js`, "");
  }
  const imported = Object.values(tree).flat().filter(isFile);
  for (const file of ["migrations/index.ts", ...imported]) await write(folder, file, "export const it = 1;");
  for (const [file, targets] of Object.entries(tree)) {
    await write(folder, file, targets.map((target) => importing(file, target)).join("\n"));
  }
  return violationsIn(folder);
}

const isFile = (target: string): boolean => target.endsWith(".ts");

function importing(file: string, target: string): string {
  const [, types, name = target] = /^(type:)?(.*)$/.exec(target) ?? [];
  const path = isFile(name) ? `./${relative(dirname(file), name)}` : name;
  return types === undefined ? `import * as _ from "${path}";` : `import type * as _ from "${path}";`;
}

async function write(folder: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

/** main reaches the migrations and each file that is given, one after the other: nothing of the chain is dead. */
function chain(...files: readonly string[]): Tree {
  const links = ["src/main.ts", ...files];
  const tree = Object.fromEntries(links.slice(0, -1).map((file, index) => [file, links.slice(index + 1, index + 2)]));
  return { ...tree, "src/main.ts": [...(tree["src/main.ts"] ?? []), "migrations/index.ts"] };
}

/** The order of the features as the architecture writes it: each may import what stands left of its arrow. */
const ORDER =
  "shop, jobs <- customers, products <- touchpoints <- consents, orders, imports <- profiles <- models <- segments, scoring <- campaigns <- analytics";
const ROWS = ORDER.split(" <- ").map((row) => row.split(", "));
/** What the features that stand beside the order import. */
const BESIDE = new Map<string, readonly string[]>([
  ["access", ["customers"]],
  ["privacy", ["customers"]],
  ["playground", []],
  ["demo", ["shop", "products", "touchpoints", "consents"]],
]);
const FEATURES = [...ROWS.flat(), ...BESIDE.keys()];
const rankOf = (feature: string): number => ROWS.findIndex((row) => row.includes(feature));

function mayImport(from: string, to: string): boolean {
  const beside = BESIDE.get(from);
  if (beside !== undefined) return beside.includes(to);
  return !BESIDE.has(to) && rankOf(to) < rankOf(from);
}

const door = (feature: string): string => `src/${feature}/index.ts`;

/** Each rule with the chain of imports that breaks it at its last link. */
const PLANTS: Readonly<Record<string, Tree>> = {
  ...Object.fromEntries(
    FEATURES.map((feature) => [
      `${feature}-looks-only-down`,
      chain(door(feature), door(feature === "access" ? "privacy" : "access")),
    ]),
  ),
  "features-have-doors": chain(door("orders"), "src/customers/customer.store.ts"),
  "composition-uses-doors": chain("src/app.ts", "src/customers/customer.store.ts"),
  "every-folder-has-a-place": chain("src/helpers/text.ts", "src/math/words.ts"),
  "nothing-below-imports-the-composition": chain(door("customers"), "src/config.ts"),
  "main-and-cli-are-the-top": chain("src/app.ts", "src/cli/key.ts"),
  "layers-know-no-feature": chain("src/reading/page.ts", door("customers")),
  "only-features-read": chain("src/database/columns.ts", "src/reading/index.ts"),
  "graphql-and-http-stand-apart": chain("src/graphql/server.ts", "src/http/server.ts"),
  "database-is-below-its-peers": chain("src/database/run.ts", "src/graphql/errors.ts"),
  "math-imports-nothing": chain("src/math/mean.ts", "big.js"),
  "plug-ins-touch-nothing": chain("src/touchpoints/channels/web.ts", "node:fs"),
  "plug-ins-only-write-fragments": chain("src/segments/operators/trait.ts", "src/database/run.ts"),
  "the-database-library-stays-in-stores": chain("src/orders/fold-order.ts", "typeorm"),
  "graphql-libraries-stay-at-the-edge": chain("src/orders/fold-order.ts", "type-graphql"),
  "the-program-knows-no-tests": chain("src/config.ts", "test/support/builders.ts"),
  "migrations-stand-alone": chain("migrations/1-shop.ts", door("shop")),
  "no-cycles": { ...chain("src/math/mean.ts", "src/math/sum.ts"), "src/math/sum.ts": ["src/math/mean.ts"] },
  "nothing-is-dead": { ...chain("src/app.ts"), "src/orders/forgotten.ts": [] },
  "every-import-is-found": chain("src/app.ts", "nowhere"),
};

/** What a plant needs for its own file to be allowed where it stands. */
const throughDoors = (tree: Tree): Tree => {
  const [first] = tree["src/main.ts"] ?? [];
  const [, feature] = /^src\/(orders|touchpoints|segments)\/(?!index)/.exec(first ?? "") ?? [];
  if (first === undefined || feature === undefined) return tree;
  return { ...tree, "src/main.ts": [door(feature), "migrations/index.ts"], [door(feature)]: [first] };
};

test("every rule has a planted import that breaks it", () => {
  const rules = ARROWS.forbidden.map(({ name }) => name);

  expect(Object.keys(PLANTS).sort()).toEqual([...rules].sort());
});

test("every rule is an error and says why it is there", () => {
  const lax = ARROWS.forbidden.filter(({ severity, comment }) => severity !== "error" || (comment ?? "").length < 40);

  expect(lax).toEqual([]);
});

for (const [rule, tree] of Object.entries(PLANTS)) {
  test(`an import against ${rule} is reported as that and nothing else`, async () => {
    const violations = await violationsOf(throughDoors(tree));

    expect([...new Set(violations.map((violation) => violation.rule))]).toEqual([rule]);
  });
}

test("every feature imports what stands left of it in the order, and nothing else", async () => {
  const pairs = FEATURES.flatMap((from) => FEATURES.filter((to) => to !== from).map((to) => [from, to] as const));
  const doors = FEATURES.map((from) => [door(from), FEATURES.filter((to) => to !== from).map(door)]);

  const violations = await violationsOf({ ...chain(), ...Object.fromEntries(doors) });

  const refused = violations.filter(({ rule }) => rule.endsWith("-looks-only-down"));
  const expected = pairs.filter(([from, to]) => !mayImport(from, to)).map(([from, to]) => `${door(from)} ${door(to)}`);
  expect(refused.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(expected.sort());
});

test("the types of the database library may be named anywhere", async () => {
  const violations = await violationsOf(chain("src/orders/index.ts", "src/orders/fold-order.ts", "type:typeorm"));

  expect(violations).toEqual([]);
});

test("a store may use the database library, a resolver GraphQL's", async () => {
  const violations = await violationsOf({
    ...chain(door("orders")),
    [door("orders")]: ["src/orders/order.store.ts", "src/orders/order.resolver.ts"],
    "src/orders/order.store.ts": ["typeorm"],
    "src/orders/order.resolver.ts": ["type-graphql", "graphql"],
  });

  expect(violations).toEqual([]);
});

test("a cycle that only types close is none", async () => {
  const cycle = chain("src/math/mean.ts", "src/math/sum.ts");

  expect(await violationsOf({ ...cycle, "src/math/sum.ts": ["type:src/math/mean.ts"] })).toEqual([]);
});

test("the tree keeps all of these rules", async () => {
  expect(await violationsIn(ROOT)).toEqual([]);
});

interface Source {
  readonly file: string;
  readonly text: string;
}

async function sources(): Promise<Source[]> {
  const found = await readdir(join(ROOT, "src"), { recursive: true });
  const files = found.filter((file) => file.endsWith(".ts")).sort();
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(ROOT, "src", file), "utf8") })));
}

const readersOfTheEnvironment = (all: readonly Source[]): string[] =>
  all
    .filter(({ text }) =>
      /\bprocess\s*(\.|\?\.)\s*env\b|\bprocess\s*\[\s*["']env|\benv\b[^}]*\}\s*(=|from)\s*"?(node:)?process/.test(text),
    )
    .map(({ file }) => file);

test("the environment is read in config.ts and nowhere else", async () => {
  expect(readersOfTheEnvironment(await sources())).toEqual(["config.ts"]);
});

test("a reader of the environment is found however it is written", () => {
  const written = [
    "const port = process.env.PORT;",
    "const port = process.env['PORT'];",
    "const port = process['env'].PORT;",
    "const { env } = process;",
    'import { env } from "node:process";',
    "// the environment is read once",
  ];

  const found = readersOfTheEnvironment(written.map((text) => ({ file: text, text })));

  expect(found).toEqual(written.slice(0, 5));
});

const MOST_LINES = 300;
const linesOf = (text: string): number => text.trimEnd().split("\n").length;

test("no file of src is longer than 300 lines", async () => {
  const long = (await sources()).filter(({ text }) => linesOf(text) > MOST_LINES).map(({ file }) => file);

  expect(long).toEqual([]);
});

const PURE_FOLDERS = /^math\/|\/(channels|operators)\/|^scoring\/recommendations\/(?!evaluation\/|training\/)/;
const CLOCK_OR_CHANCE = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bMath\.random\b|\brandomUUID\b/;

const impure = (all: readonly Source[]): string[] =>
  all.filter(({ file, text }) => PURE_FOLDERS.test(file) && CLOCK_OR_CHANCE.test(text)).map(({ file }) => file);

test("numbers and plug-ins take the clock and chance as arguments", async () => {
  expect(impure(await sources())).toEqual([]);
});

test("a plug-in that asks the clock or throws dice is found", () => {
  const all = [
    { file: "math/mean.ts", text: "Date.now()" },
    { file: "segments/operators/trait.ts", text: "const now = new Date();" },
    { file: "scoring/recommendations/recommenders/popular.ts", text: "Math.random()" },
    { file: "math/days.ts", text: "new Date(0)" },
    { file: "app.ts", text: "new Date()" },
  ];

  expect(impure(all)).toEqual(all.slice(0, 3).map(({ file }) => file));
});
