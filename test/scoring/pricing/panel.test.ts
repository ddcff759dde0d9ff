import { expect, test } from "vitest";
import { readTable, type TableRow } from "../../../src/imports/index.ts";
import { brandsOf, evaluateBrand, type PanelResult, readPanel } from "../../../src/scoring/index.ts";

const { TRIBUTARY_ORANGE_JUICE: file } = process.env;

type Values = Record<string, unknown>;

const [STORES, WEEKS] = [6, 60];

/** Numbers that look drawn by chance and are the same each time, from 0 to below 1. */
const drawn = (...of: number[]): number => {
  const wave = Math.sin(of.reduce((sum, each, at) => sum + (each + 1) * (at + 1) * 12.9898, 1)) * 43_758.5453;
  return wave - Math.floor(wave);
};

/** About normal with deviation 1, by the sum of twelve. */
const noise = (...of: number[]): number =>
  Array.from({ length: 12 }, (_, index) => drawn(...of, index + 7)).reduce((sum, each) => sum + each, -6);

const price = (brand: number, store: number, week: number): number => 1 + 0.8 * drawn(brand * 31, store * 7, week * 3);
const deal = (store: number, week: number): number => (drawn(99, store, week) < 0.2 ? 1 : 0);

/** Brand 1 with elasticity -2.5, cross elasticity 0.7 and a store's effect that goes along with its prices. */
function mean(store: number, week: number): number {
  const [own, other] = [price(1, store, week) * (1 + 0.1 * store), price(2, store, week)];
  return Math.exp(3 + 0.8 * store - 2.5 * Math.log(own) + 0.7 * Math.log(other) + 0.4 * deal(store, week));
}

function aPanel(units: (store: number, week: number) => number = mean, more: (week: number) => Values = () => ({})) {
  const rows: Values[] = [];
  for (let store = 0; store < STORES; store++) {
    for (let week = 0; week < WEEKS; week++) {
      const prices = { price1: price(1, store, week) * (1 + 0.1 * store), price2: price(2, store, week) };
      rows.push({
        store,
        brand: 1,
        week,
        units: units(store, week),
        ...prices,
        deal: deal(store, week),
        ...more(week),
      });
    }
  }
  return rows;
}

async function* asRows(rows: readonly Values[]): AsyncGenerator<TableRow> {
  for (const [index, values] of rows.entries()) yield { number: index + 2, values };
}

const panelOf = (rows: readonly Values[]) => readPanel(asRows(rows), () => {});

async function resultOf(rows: readonly Values[], brand = "1"): Promise<PanelResult> {
  return evaluateBrand(await panelOf(rows), brand);
}

test("without noise the elasticities are those that the panel was made with, and the future is predicted", async () => {
  const result = await resultOf(aPanel());

  expect(result).toMatchObject({ product: "1", observations: STORES * WEEKS, form: "PANEL_LOG_LOG", leftOut: [] });
  expect(result.elasticity).toBeCloseTo(-2.5, 9);
  expect(result.crossElasticities["price2"]).toBeCloseTo(0.7, 9);
  expect(result.standardError).toBeCloseTo(0, 6);
  expect(result.clusteredStandardError).toBeCloseTo(0, 6);
  expect(result.weightedError).toBeCloseTo(0, 9);
  expect(result.naiveWeightedError).toBeGreaterThan(0.1);
});

test("with noise the truth lies within three standard errors, and the interval is 1.96 clustered ones wide to each side", async () => {
  const result = await resultOf(aPanel((store, week) => mean(store, week) * Math.exp(0.3 * noise(store, week))));

  const { elasticity, standardError, clusteredStandardError, low, high } = figuresOf(result);
  expect(Math.abs(elasticity + 2.5)).toBeLessThan(3 * standardError);
  expect(standardError).toBeGreaterThan(0.05);
  expect(standardError).toBeLessThan(0.2);
  expect(clusteredStandardError / standardError).toBeGreaterThan(0.3);
  expect(clusteredStandardError / standardError).toBeLessThan(3);
  expect([low, high]).toEqual([
    elasticity - 1.959963984540054 * clusteredStandardError,
    elasticity + 1.959963984540054 * clusteredStandardError,
  ]);
});

function figuresOf(result: PanelResult) {
  const { elasticity, standardError, clusteredStandardError, low, high } = result;
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = [elasticity, standardError, clusteredStandardError].map(
    Number,
  );
  return { elasticity: a, standardError: b, clusteredStandardError: c, low, high };
}

test("the clustered error is wider where a store's weeks have their shocks in common", async () => {
  const trending = (store: number, week: number) => mean(store, week) * (1 + 0.02 * (store - 2.5) * (week - 30)) ** 2;
  const rows = aPanel((store, week) => Math.max(0.01, trending(store, week))).map((row) => ({
    ...row,
    price1: Number(row["price1"]) * (1 + 0.01 * Number(row["week"])),
  }));

  const { standardError, clusteredStandardError } = figuresOf(await resultOf(rows));

  expect(clusteredStandardError).toBeGreaterThan(1.5 * standardError);
});

test("the own price alone mixes in what the other price did at the same time", async () => {
  const rows = aPanel((store, week) => mean(store, week)).map((row) => {
    const [own, other] = [Number(row["price1"]), Number(row["price2"])];
    const together = other * own;
    return { ...row, price2: together, units: Number(row["units"]) * (together / other) ** 0.7 };
  });

  const result = await resultOf(rows);

  expect(result.elasticity).toBeCloseTo(-2.5, 9);
  expect(result.ownOnly).toBeGreaterThan(-2);
});

test("the curve goes from the 1st to the 99th percentile of the price and falls by the elasticity", async () => {
  const { curve, observed = [] } = await resultOf(aPanel());

  const [first, last] = [curve[0], curve.at(-1)];
  const slope = Math.log((last?.units ?? 0) / (first?.units ?? 1)) / Math.log((last?.price ?? 0) / (first?.price ?? 1));
  expect(curve).toHaveLength(21);
  expect(slope).toBeCloseTo(-2.5, 9);
  expect(observed.length).toBeGreaterThan(10);
  for (const { price: at, units } of observed) {
    const expected = (first?.units ?? 0) * (at / (first?.price ?? 1)) ** -2.5;
    expect(units / expected).toBeCloseTo(1, 6);
  }
});

test("a few weeks without sales are left out and counted, as are cells that are empty or below zero", async () => {
  const rows = aPanel();
  const spoil = (at: number, what: Values) => Object.assign(rows[at] ?? {}, what);
  spoil(3, { units: 0 });
  spoil(4, { units: "" });
  spoil(5, { units: -2 });
  spoil(6, { price1: 0 });
  spoil(7, { price2: null });
  spoil(8, { deal: "NA" });

  const result = await resultOf(rows);

  expect(result.observations).toBe(STORES * WEEKS - 6);
  expect(result.elasticity).toBeCloseTo(-2.5, 9);
  expect(result.leftOut).toEqual([
    { rows: 1, reason: "no figure for units" },
    { rows: 1, reason: "units below zero" },
    { rows: 1, reason: "no price1 above zero" },
    { rows: 2, reason: "no other price above zero, or no deal or feat" },
    { rows: 1, reason: "no sales, and zero has no logarithm" },
  ]);
});

test("where many weeks are without sales they count, by Poisson pseudo-likelihood", async () => {
  const few = (store: number, week: number) => mean(store, week) / 40;
  const whole = aPanel((store, week) => poisson(few(store, week), store, week));

  const result = await resultOf(whole);

  const { elasticity, standardError } = figuresOf(result);
  expect(whole.filter(({ units }) => units === 0).length).toBeGreaterThan(60);
  expect(result).toMatchObject({ form: "PANEL_POISSON", observations: STORES * WEEKS, leftOut: [] });
  expect(Math.abs(elasticity + 2.5)).toBeLessThan(3 * standardError);
  expect(standardError).toBeLessThan(0.4);
});

function poisson(rate: number, store: number, week: number): number {
  let [count, left] = [0, drawn(store * 17, week * 5, 3) - Math.exp(-rate)];
  for (let term = Math.exp(-rate); left > 0 && count < 1000; left -= term) {
    count += 1;
    term *= rate / count;
  }
  return count;
}

test("Poisson finds the truth exactly where a store sold nothing and others what the model says", async () => {
  const rows = aPanel((store, week) => (store === 0 ? 0 : mean(store, week)));

  const result = await resultOf(rows);

  expect(result.form).toBe("PANEL_POISSON");
  expect(result.elasticity).toBeCloseTo(-2.5, 7);
  expect(result.weightedError).toBeCloseTo(0, 7);
  expect(JSON.stringify([result.curve, result.observed])).not.toContain("null");
});

test("a trend is part of the forecast where it paid before", async () => {
  const growing = (store: number, week: number) => mean(store, week) * Math.exp(0.03 * week);

  const result = await resultOf(aPanel(growing));

  expect(result.forecastTerms).toBe("TREND");
  expect(result.weightedError).toBeCloseTo(0, 7);
});

test("columns that never vary, are mostly empty or follow from others are left out and named", async () => {
  const rows = aPanel(mean, () => ({ price3: 2, price4: null, feat: 0 })).map((row, index) => ({
    ...row,
    price5: index < 9 ? 3 : null,
    price6: 2 * Number(row["price2"]),
    profit: "high",
    pricing: "new",
  }));

  const result = await resultOf(rows);

  expect(result.elasticity).toBeCloseTo(-2.5, 9);
  expect(result.columnsLeftOut).toEqual({
    price3: "never varies",
    price4: "is empty or zero too often",
    price5: "is empty or zero too often",
    feat: "never varies",
    price6: "follows from the columns before it",
  });
});

test("a price that does not vary within any store is refused, as are too few rows", async () => {
  const constant = aPanel().map((row) => ({ ...row, price1: 1 + Number(row["store"]) }));
  const few = aPanel().filter(({ week, store }) => Number(week) < 4 && Number(store) < 3);

  const results = [await resultOf(constant), await resultOf(few)];

  expect(results.map(({ elasticity, refused, curve }) => ({ elasticity, refused, curve }))).toEqual([
    {
      elasticity: null,
      refused:
        "its price, the column price1, does not vary within any store; what a change of it does can be learned only where it changed",
      curve: [],
    },
    { elasticity: null, refused: "it has 12 usable rows; 2 columns and 3 stores need at least 15", curve: [] },
  ]);
});

test("brands are told in the order of their numbers, and may have names", async () => {
  const named = aPanel().map((row) => ({ ...row, brand: "tropical", pricetropical: row["price1"], price1: undefined }));
  const tenth = aPanel().map((row) => ({ ...row, brand: 10, price10: row["price1"] }));
  const panel = await panelOf([...tenth, ...aPanel(), ...named]);

  expect(brandsOf(panel)).toEqual(["1", "10", "tropical"]);
});

const FAULTS: readonly [what: string, rows: readonly Values[], message: string][] = [
  ["no row", [], "the file has no row below its header"],
  ["no prices", [{ store: 1, brand: 1, week: 1, units: 1 }], "the file has no column price1: a panel has store, brand"],
  ["another table", [{ invoice: 1, price: 2 }], "no columns store, brand, week, units: a panel has"],
  ["words for units", changed({ units: "many" }), 'row 3: column units is "many", which is no number; one such as 12'],
  ["words for a price", changed({ price2: "1,50" }), 'row 3: column price2 is "1,50", which is no number'],
  ["an endless number", changed({ deal: "1e999" }), 'row 3: column deal is "1e999", which is no number'],
  ["a date for a week", changed({ week: "2020-01-06" }), 'row 3: column week is "2020-01-06", which is no number'],
  ["half a week", changed({ week: 1.5 }), 'row 3: column week is "1.5", but weeks are numbered'],
  ["no store", changed({ store: "" }), "row 3: column store is empty"],
  ["a row told twice", changed({ week: 0 }), "row 3: brand 1 in store 0 in week 0 is told by row 2 already"],
  ["one store", aPanel().slice(0, WEEKS), "all rows are of store 0: a panel compares at least 2 stores"],
  ["one week", aPanel().filter(({ week }) => week === 3), "all rows are of week 3: a panel compares at least 2 weeks"],
  ["a brand without a price", changed({ brand: 9 }), "brand 9 has no price in the file: what brand 9 was sold for is"],
];

/** The second row, which is row 3 of a file with a header, with something else in it. */
function changed(values: Values): Values[] {
  return aPanel().map((row, index) => (index === 1 ? { ...row, ...values } : row));
}

for (const [what, rows, message] of FAULTS) {
  test(`${what}: what is wrong with a panel is told in a sentence`, async () => {
    await expect(panelOf(rows)).rejects.toThrow(message);
  });
}

test.skipIf(file === undefined)("six brands of orange juice have the elasticities that are known of them", async () => {
  const panel = await readPanel((await readTable(file ?? "")).rows, () => {});
  const results = brandsOf(panel).map((brand) => evaluateBrand(panel, brand));

  const digits = (value: number | null) => value?.toFixed(3);
  const told = results.map((each) =>
    [each.elasticity, each.standardError, each.ownOnly, each.weightedError, each.naiveWeightedError].map(digits),
  );
  expect(results.map(({ observations }) => observations)).toEqual(Array.from(results, () => 9_649));
  expect(told).toEqual([
    ["-2.781", "0.027", "-2.480", "0.367", "0.682"],
    ["-1.839", "0.035", "-1.404", "0.182", "0.241"],
    ["-3.327", "0.048", "-2.776", "0.366", "0.546"],
    ["-3.847", "0.047", "-3.198", "0.565", "1.139"],
    ["-2.905", "0.042", "-2.354", "0.451", "0.924"],
    ["-2.468", "0.036", "-1.768", "0.228", "0.403"],
  ]);
});
