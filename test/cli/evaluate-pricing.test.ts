import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gatherSales } from "../../src/cli/gather-sales.ts";
import { pricingTable } from "../../src/cli/pricing-table.ts";
import { type PanelResult, type PricingReport, type PricingResult, responseChart } from "../../src/scoring/index.ts";
import { aFolder, tributary } from "../support/command.ts";

const HEAD = "store,brand,week,units,price1,price2,deal,profit";

/** Two brands in three stores over 40 weeks: units = 100 * (store + 1) * price^-2, each brand by its own price. */
function aPanel(): string[] {
  const rows = [];
  for (let store = 0; store < 3; store++) {
    for (let week = 1; week <= 40; week++) {
      const prices = [1 + ((week * 7 + store) % 11) / 10, 1 + ((week * 5 + store * 3) % 13) / 10];
      for (const [at, price] of prices.entries()) {
        rows.push(
          [store, at + 1, week, 100 * (store + 1) * price ** -2, ...prices, week % 4 === 0 ? 1 : 0, 9.5].join(","),
        );
      }
    }
  }
  return rows;
}

async function aFile(rows = aPanel(), head = HEAD): Promise<{ folder: string; args: string[] }> {
  const folder = await aFolder();
  await writeFile(join(folder, "panel.csv"), [head, ...rows, ""].join("\n"));
  return { folder, args: ["evaluate", "pricing", "--data", "panel.csv"] };
}

const reportIn = async (folder: string): Promise<PricingReport> =>
  JSON.parse(await readFile(join(folder, "report.json"), "utf8"));

test("a panel is measured brand by brand, and told as a table, as JSON and as a picture", async () => {
  const { folder, args } = await aFile();

  const { code, out } = await tributary([...args, "--json", "report.json", "--plot", "figures.svg"], {}, folder);

  const { results, seconds, peakMemoryMb, ...report } = await reportIn(folder);
  expect(report).toEqual({
    kind: "pricing",
    protocol: expect.stringContaining("A panel of stores and weeks: for each brand ln(units) is regressed"),
    rows: 240,
    files: { data: "panel.csv" },
  });
  expect(results.map(({ product, observations, form }) => [product, observations, form])).toEqual([
    ["1", 120, "PANEL_LOG_LOG"],
    ["2", 120, "PANEL_LOG_LOG"],
  ]);
  const names = ["elasticity", "low", "high", "standardError", "weightedError", "naiveWeightedError", "curve"];
  for (const result of results) {
    expect(Object.keys(result)).toEqual(expect.arrayContaining([...names, "clusteredStandardError", "ownOnly"]));
    expect(result.elasticity).toBeCloseTo(-2, 9);
  }
  expect(out).toContain("1                 120  PANEL_LOG_LOG      -2.000  [-2.000, -2.000]  0.000");
  expect({ code, seconds: seconds > 0, memory: peakMemoryMb > 0 }).toEqual({ code: 0, seconds: true, memory: true });
  expect(await readFile(join(folder, "figures.svg"), "utf8")).toMatch(/^<svg [\s\S]*elasticity −2.00[\s\S]*<\/svg>\n$/);
});

test("a packed table and lines of JSON give the same figures", async () => {
  const { folder, args } = await aFile();
  const names = HEAD.split(",");
  const objects = aPanel().map((row) =>
    Object.fromEntries(row.split(",").map((cell, at) => [names[at], Number(cell)])),
  );
  await writeFile(join(folder, "panel.ndjson"), objects.map((each) => JSON.stringify(each)).join("\n"));
  await writeFile(join(folder, "packed.csv.gz"), gzipSync([HEAD, ...aPanel()].join("\n")));
  const figures = async (file: string) => {
    await tributary([...args.slice(0, 2), "--data", file, "--json", "report.json"], {}, folder);
    return (await reportIn(folder)).results;
  };

  const expected = await figures("panel.csv");

  expect(await figures("panel.ndjson")).toEqual(expected);
  expect(await figures("packed.csv.gz")).toEqual(expected);
});

const REFUSED: readonly [what: string, args: readonly string[], message: string][] = [
  ["a file that is not there", ["--data", "no.csv"], "--data no.csv: there is no such file"],
  ["a report in no folder", ["--json", "no/report.json"], "--json no/report.json: there is no folder no"],
  ["a picture in a folder's place", ["--plot", "."], "--plot .: this is a folder; a file is needed"],
  ["categories without a map", ["--products", "panel.csv"], "--products needs --map, whose section products says"],
  ["a map that is not there", ["--map", "no.yaml"], "--map no.yaml: there is no such file"],
  ["a file that is no map", ["--map", "panel.csv"], "panel.csv can't be used"],
];

for (const [what, more, message] of REFUSED) {
  test(`${what} is refused in a sentence, and nothing is written`, async () => {
    const { folder, args } = await aFile();

    const { code, err } = await tributary([...args, "--json", "report.json", ...more], {}, folder);

    expect({ code, told: err.includes(message) ? message : err }).toEqual({ code: 1, told: message });
    await expect(access(join(folder, "report.json"))).rejects.toThrow("ENOENT");
  });
}

const NO_PANEL: readonly [what: string, rows: string[], head: string, message: string][] = [
  ["another table", ["1,2"], "invoice,price", "the file has no columns store, brand, week, units: a panel has"],
  ["a word", ["1,1,1,many,1,1,0,0"], HEAD, 'row 2: column units is "many", which is no number'],
  ["a broken row", [...aPanel(), "1,1"], HEAD, "row 242: the row has 2 cells, the header 8"],
];

for (const [what, rows, head, message] of NO_PANEL) {
  test(`${what} in the place of a panel is refused in a sentence that names the file`, async () => {
    const { folder, args } = await aFile(rows, head);

    const { code, err } = await tributary(args, {}, folder);

    const told = `tributary: --data panel.csv: ${message}`;
    expect({ code, told: err.includes(told) ? told : err }).toEqual({ code: 1, told });
  });
}

const MAP = `
source: { name: Till, prefix: till }
touchpoint:
  channel: WEB
  type: { column: kind }
  messageId: { template: "{$row}" }
  occurredAt: { column: at, zone: UTC }
  identities: { USER_ID: customer }
  order:
    orderNumber: { template: "{$row}" }
    line: { sku: sku, quantity: quantity, unitPrice: { amount: price, currency: GBP } }
products:
  sku: sku
  category: shelf
`;

test("the lines of completed orders are sales; gifts, what came back and refunds are not", async () => {
  const folder = await aFolder();
  const [data, map, products] = ["till.csv", "map.yaml", "products.csv"].map((name) => join(folder, name));
  const rows = [
    "ORDER_COMPLETED,2026-01-01T10:00:00,ada,cup,2,4.50",
    "ORDER_COMPLETED,2026-01-02T10:00:00,ada,cup,0,4.50",
    "ORDER_COMPLETED,2026-01-03T10:00:00,ada,gift,1,0",
    "ORDER_REFUNDED,2026-01-04T10:00:00,ada,cup,1,4.50",
  ];
  await writeFile(data ?? "", ["kind,at,customer,sku,quantity,price", ...rows].join("\n"));
  await writeFile(map ?? "", MAP);
  await writeFile(products ?? "", "sku,shelf\ncup,Kitchen > Cups\n");

  const sales = await gatherSales({ data: data ?? "", map: map ?? "", products: products ?? "" });

  const at = Date.UTC(2026, 0, 1, 10);
  expect(sales.lines).toEqual([{ product: "cup", at, quantity: 2, unitPrice: 4.5, channel: "WEB", currency: "GBP" }]);
  expect([...sales.categories]).toEqual([["cup", "Kitchen > Cups"]]);
  expect(sales.rows).toEqual({ read: 4, mapped: 4, skipped: 0, rejected: 0 });
});

const aResult = (given: Partial<PricingResult> = {}): PricingResult => ({
  product: "cup",
  observations: 120,
  form: "LOG_LOG",
  elasticity: -2.12345,
  low: -2.5,
  high: -1.75,
  standardError: 0.19,
  weightedError: 0.41,
  naiveWeightedError: 0.62,
  curve: [
    { price: 1, units: 40 },
    { price: 2, units: 10 },
  ],
  ...given,
});

const refusedFor = (refused: string, product = "cup"): PricingResult =>
  aResult({ product, refused, elasticity: null, low: null, high: null, standardError: null, curve: [] });

const aReport = (...results: PricingResult[]): PricingReport => ({
  kind: "pricing",
  protocol: "Each product by itself.",
  rows: 12_345,
  seconds: 1.24,
  peakMemoryMb: 212.4,
  files: { data: "lines.csv" },
  results,
});

test("of a shop's products the table shows the 40 with most observations, and counts refusals by reason", () => {
  const many = Array.from({ length: 60 }, (_, index) => aResult({ product: `p${index}`, observations: 100 + index }));
  const refused = [refusedFor("too few weeks"), refusedFor("too few weeks"), refusedFor("one price", "plate")];

  const text = pricingTable(aReport(...many, ...refused));

  expect(text).toContain("told of 60 out of 63; shown are the 40 with most observations.");
  expect(text.split("\n").filter((line) => /^p\d+ /.test(line))).toHaveLength(40);
  expect(text).not.toMatch(/^p19 /m);
  expect(text).toContain("p59               159  LOG_LOG      -2.123  [-2.500, -1.750]  0.190  0.410  0.620\n");
  expect(text).toContain("2 have no elasticity: too few weeks\n\nplate has no elasticity: one price\n");
});

test("what was left out of a brand is told, and no line is wider than a terminal of 120 columns", () => {
  const brand: PanelResult = {
    ...aResult({
      product: "a brand with a name that no column could hold",
      observations: 1_234_567,
      form: "PANEL_LOG_LOG",
    }),
    ...{ clusteredStandardError: 12.345, ownOnly: -12.345, crossElasticities: {}, forecastTerms: "NONE" },
    leftOut: [{ rows: 1, reason: "units below zero" }],
    columnsLeftOut: Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`price${at}`, "never varies"])),
  };

  const text = pricingTable({
    ...aReport(brand, refusedFor("nobody knows ".repeat(20))),
    protocol: "Words. ".repeat(99),
  });

  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(text).toContain("1 row has units below zero; column price0 never varies;");
});

test("a picture has at most twelve products, and one of none is a picture too", () => {
  const many = Array.from({ length: 30 }, (_, index) => aResult({ product: `<p${index}>`, observations: index }));

  const pictures = [responseChart(aReport(...many)), responseChart(aReport(refusedFor("one price")))];

  expect(pictures.map((svg) => svg.match(/<path d="M[^"]+" fill="none"/g)?.length ?? 0)).toEqual([12, 0]);
  expect(pictures.filter((svg) => /NaN|Infinity|undefined|<p\d/.test(svg))).toEqual([]);
});
