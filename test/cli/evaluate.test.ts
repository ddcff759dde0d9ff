import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { EvaluationReport } from "../../src/scoring/index.ts";
import { aFolder, tributary } from "../support/command.ts";

const MAP = `
source: { name: Till, prefix: till }
skip:
  - { reason: nobody, when: { column: customer, empty: true } }
touchpoint:
  channel: WEB
  type: ORDER_COMPLETED
  messageId: { template: "{$row}" }
  occurredAt: { column: at, zone: Europe/London }
  identities: { USER_ID: customer }
  order:
    orderNumber: { template: "{$row}" }
    line: { sku: sku, name: name, quantity: { constant: 1 }, unitPrice: { amount: price, currency: GBP } }
products:
  sku: sku
  category: shelf
`;

const [CUSTOMERS, PRODUCTS_OF_A_COLOUR, SPLIT] = [40, 12, "2026-01-11"];

/** Red customers buy all red products, blue ones the blue, one a day: ten before the split, the last two from then on. */
function coloured(): string[] {
  const rows = [];
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const colour = customer % 2 === 0 ? "red" : "blue";
    for (let day = 0; day < PRODUCTS_OF_A_COLOUR; day++) {
      const product = (customer + day) % PRODUCTS_OF_A_COLOUR;
      const at = `2026-01-${String(day + 1).padStart(2, "0")}T10:00:${String(customer).padStart(2, "0")}`;
      rows.push(`${at},c${customer},${colour}-${product},${colour} thing ${product},5.00`);
    }
  }
  return rows;
}

const HEAD = "at,customer,sku,name,price";
const LATE = "2026-01-12T12:00:00,newcomer,red-1,red thing 1,5.00";
const NOBODY = "2026-01-02T12:00:00,,red-1,red thing 1,5.00";

async function aTill(rows = [...coloured(), LATE, NOBODY]): Promise<{ folder: string; args: string[] }> {
  const folder = await aFolder();
  await writeFile(join(folder, "till.csv"), [HEAD, ...rows, ""].join("\n"));
  await writeFile(join(folder, "map.yaml"), MAP);
  return { folder, args: ["evaluate", "recommendations", "--data", "till.csv", "--map", "map.yaml"] };
}

const reportIn = async (folder: string): Promise<EvaluationReport> =>
  JSON.parse(await readFile(join(folder, "report.json"), "utf8"));

test("every strategy is measured on what customers bought after the split", async () => {
  const { folder, args } = await aTill();

  const written = ["--json", "report.json", "--plot", "figures.svg"];
  const { code, out } = await tributary([...args, "--split", SPLIT, "--k", "2", ...written], {}, folder);

  const { results, seconds, peakMemoryMb, ...report } = await reportIn(folder);
  expect(report).toEqual({
    kind: "recommendations",
    protocol: expect.stringContaining("Learned from what lies before 2026-01-11T00:00:00.000Z"),
    rows: 482,
    k: 2,
    files: { data: "till.csv", map: "map.yaml" },
    rowCounts: { mapped: 481, skipped: 1, rejected: 0, touches: 481 },
    counts: {
      customers: 40,
      products: 24,
      pairs: 400,
      targets: 80,
      customersWithoutTarget: 0,
      unknownCustomers: 1,
    },
    refused: expect.any(Array),
  });
  const { ndcgLow, ndcgHigh, recall, precision, ndcg, hitRate, coverage, users } = resultOf(results, "COLLABORATIVE");
  expect({ ndcgLow, ndcgHigh, recall, precision, ndcg, hitRate, coverage, users }).toEqual({
    ...{ ndcgLow: 1, ndcgHigh: 1, recall: 1, precision: 1, ndcg: 1, hitRate: 1, coverage: 1, users: 40 },
  });
  expect(resultOf(results, "BASELINE_POPULARITY").ndcg).toBeLessThan(0.7);
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    "482 rows, of which 1 skipped and 0 rejected; 40 customers with 24 products in 400 pairs to learn from",
  );
  expect({ code, seconds: seconds > 0, memory: peakMemoryMb > 0 }).toEqual({ code: 0, seconds: true, memory: true });
  expect(await readFile(join(folder, "figures.svg"), "utf8")).toMatch(/^<svg [\s\S]*HYBRID[\s\S]*<\/svg>\n$/);
});

function resultOf(results: EvaluationReport["results"], strategy: string) {
  const found = results.find((result) => result.strategy === strategy);
  if (found === undefined) throw new Error(`${strategy} is not among ${results.map((result) => result.strategy)}`);
  return found;
}

test("the report has the figures that its readers rely on, best strategy first; facts may come from a table", async () => {
  const { folder, args } = await aTill();
  await writeFile(join(folder, "products.csv"), "sku,shelf\nred-1,Reds > Things\nblue-1\n");
  const cut = ["--holdout", "0.2", "--minimum", "1"];

  const { err } = await tributary([...args, ...cut, "--products", "products.csv", "--json", "report.json"], {}, folder);

  const { results, files } = await reportIn(folder);
  const names = ["strategy", "users", "recall", "cappedRecall", "precision", "ndcg", "ndcgLow", "ndcgHigh"];
  const more = ["map", "mrr", "hitRate", "coverage", "novelty", "gini", "trainSeconds", "settings", "trials"];
  for (const result of results) expect(Object.keys(result)).toEqual(expect.arrayContaining([...names, ...more]));
  const figures = results.map(({ ndcg }) => ndcg);
  expect(figures).toEqual([...figures].sort((left, right) => right - left));
  expect(files).toEqual({ data: "till.csv", map: "map.yaml", products: "products.csv" });
  expect(err).toContain("left out of products.csv:\n  1 rejected: ");
});

test("the same file and seed give the same figures", async () => {
  const { folder, args } = await aTill();
  const figures = async () => {
    await tributary([...args, "--split", SPLIT, "--seed", "7", "--json", "report.json"], {}, folder);
    const { results } = await reportIn(folder);
    return results.map(({ trainSeconds, ...result }) => result);
  };

  expect(await figures()).toEqual(await figures());
});

const REFUSED: readonly [what: string, args: readonly string[], message: string][] = [
  ["neither way to hold out", [], "say how the test is held out: --split 2026-09-01, or --holdout 0.2"],
  ["both ways to hold out", ["--split", SPLIT, "--holdout", "0.2"], "cannot be used with option '--holdout <share>'"],
  [
    "a split before everything",
    ["--split", "2020-01-01"],
    "nothing is left to learn from: no touch lies in the training. The touches go from 2026-01-01T10:00:00.000Z to 2026-01-12T12:00:00.000Z.",
  ],
  ["a minimum that nobody reaches", ["--split", SPLIT, "--minimum", "100"], "--minimum 1 keeps all"],
  ["a file that is not there", ["--split", SPLIT, "--data", "no.csv"], "--data no.csv: there is no such file"],
  [
    "a picture in no folder",
    ["--split", SPLIT, "--plot", "no/figures.svg"],
    "--plot no/figures.svg: there is no folder no",
  ],
  ["a file that is no map", ["--split", SPLIT, "--map", "till.csv"], "till.csv can't be used"],
  [
    "a table that the map does not know",
    ["--split", SPLIT, "--customers", "map.yaml"],
    "the map has no section customers",
  ],
];

for (const [what, more, message] of REFUSED) {
  test(`${what} is refused in a sentence, and nothing is written`, async () => {
    const { folder, args } = await aTill();

    const { code, err } = await tributary([...args, ...more, "--json", "report.json"], {}, folder);

    expect({ code, told: err.includes(message) ? message : err }).toEqual({ code: 1, told: message });
    await expect(access(join(folder, "report.json"))).rejects.toThrow("ENOENT");
  });
}

test("a file without a touch of a product has nothing to evaluate", async () => {
  const { folder, args } = await aTill([NOBODY]);

  const { code, err } = await tributary([...args, "--split", SPLIT], {}, folder);

  expect({ code, err: err.split("\n").at(-2) }).toEqual({
    code: 1,
    err: "tributary: no row of the file touches a product: a touchpoint does by its sku, an order by its lines, and its type says how",
  });
});
