import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_FACTS } from "../../src/scoring/recommendations/build-history.ts";
import { BASELINES } from "../../src/scoring/recommendations/evaluation/baselines.ts";
import { type Divided, divide, withAtLeast } from "../../src/scoring/recommendations/evaluation/divide.ts";
import { recommendToAll } from "../../src/scoring/recommendations/evaluation/measure.ts";
import type { Protocol, Split } from "../../src/scoring/recommendations/evaluation/protocol.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { CannotLearn, type Recommender } from "../../src/scoring/recommendations/recommender.ts";
import { RECOMMENDERS } from "../../src/scoring/recommendations/recommenders/index.ts";
import { OWNED_CODES } from "../../src/scoring/recommendations/signals.ts";
import { freshTools, usualSettings } from "./checkerboard.ts";
import { aHistory, idsOf } from "./histories.ts";
import { type Row, someInteractions } from "./interactions.ts";

const all = () => true;
const CUT = "2026-02-01";

const protocolOf = (split: Split): Protocol => ({ split, goals: OWNED_CODES, k: 3, seed: 7 });

const divided = (rows: readonly Row[], split: Split = { at: Date.parse(CUT) }): Divided =>
  divide(someInteractions(rows), all, protocolOf(split), NO_FACTS);

const BEFORE: Row[] = [
  ["bob", "pan", "VIEW", "2026-01-01", { channel: "STORE", price: 9 }],
  ["ada", "cup", "PURCHASE", "2026-01-01", { price: 5, toldProduct: { name: "Cup", category: ["Mugs"] } }],
  ["ada", "mug", "VIEW", "2026-01-02", { toldProduct: { category: ["Mugs"] }, toldCustomer: { country: "DE" } }],
  ["eve", "mug", "PURCHASE", "2026-01-20"],
  ["eve", "pan", "PURCHASE", "2026-01-20"],
  ["eve", "cup", "PURCHASE", "2026-01-31T23:59:59.999Z"],
];

test("nothing that only later touches tell of exists in the training", () => {
  const { training } = divided([
    ["zoe", "vase", "PURCHASE", CUT, { channel: "APP" }],
    ["ada", "a jug", "PURCHASE", CUT, { channel: "APP" }],
    [
      "ada",
      "cup",
      "VIEW",
      "2026-03-01",
      {
        channel: "A STALL",
        price: 1,
        toldProduct: { name: "Cup, discounted", category: ["Sale"], brand: "Acme" },
        toldCustomer: { country: "FR", gender: "F" },
      },
    ],
    ...BEFORE,
  ]);

  const [WEB, STORE] = [{ channel: "WEB" }, { channel: "STORE", price: 9 }];
  expect(training).toEqual(
    aHistory({
      products: { cup: { name: "Cup", category: ["Mugs"] }, mug: { category: ["Mugs"] } },
      customers: { ada: { country: "DE" } },
      touches: [
        ["ada", "cup", "PURCHASE", "2026-01-01", { ...WEB, price: 5 }],
        ["ada", "mug", "VIEW", "2026-01-02"],
        ["bob", "pan", "VIEW", "2026-01-01", STORE],
        ["eve", "mug", "PURCHASE", "2026-01-20"],
        ["eve", "pan", "PURCHASE", "2026-01-20"],
        ["eve", "cup", "PURCHASE", "2026-01-31T23:59:59.999Z"],
      ],
    }),
  );
});

test("to be guessed are the training's products that its customers came to have later", () => {
  const { training, targets, unknownCustomers } = divided([
    ["zoe", "cup", "PURCHASE", CUT],
    ["ada", "pan", "PURCHASE", CUT],
    ["ada", "a jug", "PURCHASE", CUT],
    ["ada", "mug", "PURCHASE", "2026-03-01"],
    ["bob", "cup", "VIEW", CUT],
    ...BEFORE,
  ]);

  expect(targets.map((places) => idsOf(training, places))).toEqual([["mug", "pan"], [], []]);
  expect(unknownCustomers).toBe(1);
});

test("where each customer's last share is held out, nothing that only it tells of is in the training either", () => {
  const bought = (customer: string, product: string, on: string, channel: string): Row => [
    customer,
    product,
    "PURCHASE",
    on,
    { channel, price: 5, toldProduct: { name: `${product}, from ${channel}` } },
  ];

  const { training, targets } = divided(
    [
      bought("ada", "cup", "2026-01-01", "WEB"),
      bought("bob", "pan", "2026-01-01", "WEB"),
      bought("ada", "pan", "2026-01-02", "APP"),
      bought("bob", "a jug", "2026-01-02", "APP"),
    ],
    { share: 0.5 },
  );

  expect(training).toEqual(
    aHistory({
      products: { cup: { name: "cup, from WEB" }, pan: { name: "pan, from WEB" } },
      touches: [
        ["ada", "cup", "PURCHASE", "2026-01-01", { price: 5 }],
        ["bob", "pan", "PURCHASE", "2026-01-01", { price: 5 }],
      ],
    }),
  );
  expect(targets.map((places) => idsOf(training, places))).toEqual([["pan"], []]); // nobody had touched the jug
});

const aLaterTouch = fc
  .record({
    customer: fc.constantFrom("ada", "an early id", "eve", "zoe"),
    product: fc.constantFrom("a jug", "cup", "mug", "pan", "vase"),
    signal: fc.constantFrom("VIEW" as const, "CART" as const, "REVIEW" as const, "PURCHASE" as const),
    on: fc.constantFrom(CUT, "2026-02-02", "2027-01-01"),
    channel: fc.constantFrom("APP", "STORE", "WEB"),
    price: fc.constantFrom(undefined, 1, 1000),
    currency: fc.constantFrom("EUR", "USD"),
    name: fc.constantFrom(undefined, "Cup", "Sale"),
    country: fc.constantFrom(undefined, "DE", "FR"),
    place: fc.nat(BEFORE.length),
  })
  .map(
    ({
      customer,
      product,
      signal,
      on,
      channel,
      price,
      currency,
      name,
      country,
      place,
    }): { row: Row; place: number } => {
      const told = {
        ...(price !== undefined && { price, currency }),
        ...(name !== undefined && { toldProduct: { name, category: [name] } }),
        ...(country !== undefined && { toldCustomer: { country } }),
      };
      return { row: [customer, product, signal, on, { channel, ...told }], place };
    },
  );

/** What every strategy recommends to every customer of a training, or that it refuses. */
const listsOf = (training: History) =>
  [...BASELINES, ...RECOMMENDERS].map((recommender) => [recommender.code, listsBy(recommender, training)]);

function listsBy(recommender: Recommender, training: History): number[] | string {
  const customers = Int32Array.from(training.customers.keys());
  const options = { k: 3, excluding: OWNED_CODES, clock: () => 0 };
  try {
    const tools = freshTools();
    return [...recommendToAll(recommender, training, usualSettings(recommender), tools, customers, options).products];
  } catch (error) {
    if (error instanceof CannotLearn) return error.message;
    throw error;
  }
}

test("whatever happens later, and wherever in the file it stands, the training and all lists are the same", () => {
  const { training } = divided(BEFORE);
  const lists = listsOf(training);

  fc.assert(
    fc.property(fc.array(aLaterTouch, { maxLength: 8 }), (later) => {
      const rows = [...BEFORE.keys(), BEFORE.length].flatMap((place) => [
        ...later.filter((touch) => touch.place === place).map(({ row }) => row),
        ...BEFORE.slice(place, place + 1),
      ]);

      const { training: another } = divided(rows);

      expect(another).toStrictEqual(training);
      expect(listsOf(another)).toEqual(lists);
    }),
  );
});

const pairs = (...names: string[]): Row[] =>
  names.map((name): Row => [name.slice(0, 1), name.slice(1), "PURCHASE", "2026-01-01"]);

const keptOf = (rows: readonly Row[], minimum: number): string[] => {
  const keep = withAtLeast(someInteractions(rows), minimum, OWNED_CODES);
  return rows.filter((_, row) => keep(row)).map(([customer, product]) => customer + product);
};

test("who has too few pairs is taken away again and again, until all have enough", () => {
  // d has one pair and goes; then the z has c's alone and goes; then c has the y alone and goes
  const rows = pairs("ax", "ay", "bx", "by", "cy", "cz", "dz");

  expect(keptOf(rows, 2)).toEqual(["ax", "ay", "bx", "by"]);
  expect(keptOf(rows, 1)).toEqual(["ax", "ay", "bx", "by", "cy", "cz", "dz"]);
  expect(keptOf(rows, 3)).toEqual([]);
});

test("a pair counts once, by what is to be guessed; other touches of those who stay are kept", () => {
  const rows: Row[] = [
    ...pairs("ax", "ax", "ay", "bx", "by"),
    ["c", "x", "VIEW", "2026-01-01"],
    ["a", "z", "VIEW", "2026-01-01"],
    ["a", "y", "VIEW", "2026-01-01"],
    ...pairs("dx", "dx"),
  ];

  expect(keptOf(rows, 2)).toEqual(["ax", "ax", "ay", "bx", "by", "ay"]);
});

test("with a split by date what becomes of a rare product later does not keep it", () => {
  const rows: Row[] = [...pairs("ax", "ay", "bx", "by", "az"), ["b", "z", "PURCHASE", CUT]];
  const interactions = someInteractions(rows);
  const trained = (row: number): boolean => (interactions.at[row] ?? 0) < Date.parse(CUT);

  const keep = withAtLeast(interactions, 2, OWNED_CODES, trained);

  expect(rows.filter((_, row) => keep(row)).map(([customer, product]) => customer + product)).toEqual([
    "ax",
    "ay",
    "bx",
    "by",
  ]);
});

test("a look a minute before the purchase that is to be guessed is held out with it", () => {
  const sitting = (product: string, on: string): Row[] => [
    ["ada", product, "VIEW", `${on}T10:00Z`],
    ["ada", product, "PURCHASE", `${on}T10:01Z`],
  ];

  const { training, targets } = divided(
    [...sitting("cup", "2026-01-01"), ...sitting("pan", "2026-01-02"), ["bob", "pan", "VIEW", "2026-01-01"]],
    { share: 0.5 },
  );

  expect(idsOf(training, training.product)).toEqual(["cup", "cup", "pan"]); // the last of them is bob's
  expect(targets.map((places) => idsOf(training, places))).toEqual([["pan"], []]);
});
