import fc from "fast-check";
import { expect, test } from "vitest";
import type { Basket, History } from "../../src/scoring/recommendations/history.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import { contentBased } from "../../src/scoring/recommendations/recommenders/content-based.ts";
import { aBasket, aHistory, aShelf, basketOfCustomer, idsOf, NO_TOOLS, placeOf, type Touch } from "./histories.ts";

const BY_LIKENESS = { halfLifeDays: 90, popularity: 0, degree: 1 };

const listFor = (history: History, basket: Basket, settings = BY_LIKENESS): string[] => {
  const model = contentBased.fit(history, settings, NO_TOOLS);
  const list = recommend(contentBased, model, basket, { count: 20, shelf: aShelf(history) });
  return idsOf(
    history,
    list.map(({ product }) => product),
  );
};

const listOf = (history: History, customer: string, settings = BY_LIKENESS): string[] =>
  listFor(history, basketOfCustomer(history, customer), settings);

const ADA_BOUGHT_A_MUG: Touch = ["ada", "mug", "PURCHASE", "2026-01-01"];

const KITCHEN = {
  mug: { category: ["Home", "Kitchen", "Mugs"] },
  cup: { category: ["Home", "Kitchen", "Mugs"] },
  pan: { category: ["Home", "Kitchen", "Pans"] },
  lamp: { category: ["Home", "Light"] },
  ball: { category: ["Sport"] },
};

test("siblings come before cousins, and what has nothing in common is not recommended", () => {
  const history = aHistory({ products: KITCHEN, touches: [ADA_BOUGHT_A_MUG] });

  const list = listOf(history, "ada");

  expect(list).toEqual(["cup", "pan", "lamp"]);
});

test("of two siblings the one of the same brand comes first", () => {
  const history = aHistory({
    products: {
      "a cup": { category: ["Mugs"], brand: "Other" },
      mug: { category: ["Mugs"], brand: "Acme" },
      "z cup": { category: ["Mugs"], brand: "Acme" },
    },
    touches: [ADA_BOUGHT_A_MUG],
  });

  const list = listOf(history, "ada");

  expect(list).toEqual(["z cup", "a cup"]);
});

test("of two siblings the one of a like price comes first, by what was paid where the catalogue tells none", () => {
  const history = aHistory({
    products: {
      "a cup": { category: ["Mugs"], price: 90 },
      mug: { category: ["Mugs"], price: 10 },
      "z cup": { category: ["Mugs"] },
    },
    touches: [ADA_BOUGHT_A_MUG, ["bob", "z cup", "PURCHASE", "2026-01-01", { price: 10 }]],
  });

  const list = listOf(history, "ada");

  expect(list).toEqual(["z cup", "a cup"]);
});

test("attributes match by name and value", () => {
  const history = aHistory({
    products: {
      mug: { attributes: { colour: "red", dishwasher: true } },
      pan: { attributes: { colour: "red", dishwasher: false } },
      pot: { attributes: { handle: "red" } },
    },
    touches: [ADA_BOUGHT_A_MUG],
  });

  const list = listOf(history, "ada");

  expect(list).toEqual(["pan"]);
});

test("English and Chinese names match by their words", () => {
  const history = aHistory({
    products: {
      dress: { name: "红色 连衣裙" },
      "long dress": { name: "红色连衣裙，长袖" },
      mug: { name: "Red mug" },
      plate: { name: "Blue plate", description: "Goes with the red one." },
      shirt: { name: "蓝色衬衫" },
    },
    touches: [ADA_BOUGHT_A_MUG, ["bob", "dress", "PURCHASE", "2026-01-01"]],
  });

  expect(listOf(history, "ada")).toEqual(["plate"]);
  expect(listOf(history, "bob")).toEqual(["long dress"]);
});

test("an old taste yields to a new one, unless nothing is ever forgotten", () => {
  const history = aHistory({
    products: { ...KITCHEN, bat: { category: ["Sport"] } },
    touches: [
      ["ada", "mug", "PURCHASE", "2025-01-01"],
      ["ada", "cup", "PURCHASE", "2025-01-02"],
      ["ada", "ball", "PURCHASE", "2026-01-01"],
    ],
  });

  expect(listOf(history, "ada", { ...BY_LIKENESS, halfLifeDays: 30 })).toEqual(["bat", "pan", "lamp"]);
  expect(listOf(history, "ada", { ...BY_LIKENESS, halfLifeDays: Number.POSITIVE_INFINITY })).toEqual([
    "pan",
    "bat",
    "lamp",
  ]);
});

test("a purchase says more than a view of the same day", () => {
  const history = aHistory({
    products: { ...KITCHEN, bat: { category: ["Sport"] } },
    touches: [
      ["ada", "lamp", "VIEW", "2026-01-01"],
      ["ada", "ball", "PURCHASE", "2026-01-01"],
    ],
  });

  const list = listOf(history, "ada");

  expect(list[0]).toBe("bat");
  expect(list).toContain("lamp");
  expect(list).not.toContain("ball");
});

test("with degree 2 one close product says more than two remote ones", () => {
  const history = aHistory({
    products: {
      "blue lamp": { attributes: { colour: "blue", kind: "lamp" } },
      "red mug": { attributes: { colour: "red", kind: "mug" } },
      "red lamp": { attributes: { colour: "red", kind: "lamp" } },
      "red mug, large": { attributes: { colour: "red", kind: "mug" } },
    },
    touches: [
      ["ada", "blue lamp", "PURCHASE", "2026-01-01"],
      ["ada", "red mug", "PURCHASE", "2026-01-01"],
    ],
  });

  const likeness = (degree: number): number => {
    const model = contentBased.fit(history, { ...BY_LIKENESS, degree }, NO_TOOLS);
    const scores = new Float64Array(history.products.length);
    contentBased.score(model, basketOfCustomer(history, "ada"), scores);
    return (scores[placeOf(history, "red lamp")] ?? 0) / (scores[placeOf(history, "red mug, large")] ?? 0);
  };

  // n = 4; colour=red stands in 3: idf ln(5/4) + 1 = 1.223144; colour=blue in 1: ln(5/2) + 1 = 1.916291; each kind in 2:
  // ln(5/3) + 1 = 1.510826. Lengths: red mug and red lamp sqrt(1.496080 + 2.282594) = 1.943881, blue lamp
  // sqrt(3.672171 + 2.282594) = 2.440239. Likeness of red lamp to blue lamp 2.282594 / (1.943881 * 2.440239) = .481199, to
  // red mug 1.496080 / 3.778674 = .395927; of the large red mug to them 0 and 1.
  expect(likeness(1)).toBeCloseTo(0.481199 + 0.395927, 5);
  expect(likeness(2)).toBeCloseTo(0.481199 ** 2 + 0.395927 ** 2, 5);
});

test("what nobody has touched yet is recommended for what it is, whatever else is popular", () => {
  const history = aHistory({
    products: KITCHEN,
    touches: [ADA_BOUGHT_A_MUG, ["bob", "ball", "PURCHASE", "2026-01-01"], ["eve", "ball", "PURCHASE", "2026-01-01"]],
  });

  const list = listOf(history, "ada", { ...BY_LIKENESS, popularity: 0.5 });

  expect(list).toEqual(["cup", "pan", "lamp"]);
});

test("of products that are equally alike the popular one comes first, else the one whose id comes first", () => {
  const history = aHistory({
    products: { ...KITCHEN, beaker: KITCHEN.cup, "old cup": KITCHEN.cup },
    touches: [ADA_BOUGHT_A_MUG, ["bob", "old cup", "PURCHASE", "2026-01-01"]],
  });

  expect(listOf(history, "ada").slice(0, 3)).toEqual(["beaker", "cup", "old cup"]);
  expect(listOf(history, "ada", { ...BY_LIKENESS, popularity: 0.5 }).slice(0, 3)).toEqual(["old cup", "beaker", "cup"]);
});

const COUNTRIES = {
  customers: { ada: { country: "DE" }, bob: { country: "FR" }, eve: { country: "DE" } },
  products: KITCHEN,
  touches: [ADA_BOUGHT_A_MUG, ["bob", "ball", "PURCHASE", "2026-01-01"]] as const,
};

test("somebody without touches gets what customers of the same country like", () => {
  const history = aHistory(COUNTRIES);

  expect(listOf(history, "eve")).toEqual(["cup", "mug", "pan", "lamp"]);
});

test("a stranger gets nothing, and so does somebody whose country nobody else comes from", () => {
  const history = aHistory(COUNTRIES);

  expect(listFor(history, aBasket(history))).toEqual([]);
  expect(listFor(history, aBasket(history, { facts: { id: "zoe", country: "MT" } }))).toEqual([]);
});

test("a single view outweighs what others of the same country like", () => {
  const history = aHistory({ ...COUNTRIES, products: { ...KITCHEN, bat: { category: ["Sport"] } } });
  const basket = aBasket(history, {
    touches: [["bat", "VIEW", "2026-01-01"]],
    facts: { id: "zoe", country: "DE" },
  });

  const list = listFor(history, basket);

  expect(list.filter((id) => id !== "bat")).toEqual(["ball", "cup", "mug", "pan", "lamp"]);
});

test("a catalogue of which nothing is known is refused with what would be needed", () => {
  const history = aHistory({ products: { cup: {}, pan: {} }, touches: [ADA_BOUGHT_A_MUG] });

  expect(() => listOf(history, "ada")).toThrow("CONTENT_BASED needs one of them");
});

const WORLD = aHistory({
  products: {
    cup: { name: "Red cup", category: ["Home", "Mugs"], brand: "Acme", price: 9, attributes: { dishwasher: true } },
    jug: { name: "Jug", category: ["Home", "Jugs"], brand: "Acme", price: 20 },
    lamp: { name: "Blue lamp", category: ["Home", "Light"], brand: "Glow", price: 90 },
    mug: { name: "Red mug", category: ["Home", "Mugs"], brand: "Acme", price: 8, attributes: { dishwasher: true } },
    net: { name: "Net", category: ["Sport"], price: 70 },
  },
  customers: { ada: { country: "DE" }, bob: { country: "DE" } },
  touches: [
    ["ada", "mug", "PURCHASE", "2025-12-01"],
    ["ada", "lamp", "VIEW", "2026-01-01"],
    ["ada", "net", "PURCHASE", "2026-01-01"],
    ["bob", "jug", "PURCHASE", "2026-01-01"],
  ],
});

const scoreOf = (model: unknown, basket: Basket, product: number): number => {
  const scores = new Float64Array(WORLD.products.length);
  contentBased.score(model, basket, scores);
  return scores[product] ?? Number.NaN;
};

test("the reasons name what was bought and viewed, what it has in common, and whom it suits, the strongest first", () => {
  const model = contentBased.fit(WORLD, { ...BY_LIKENESS, popularity: 0.5 }, NO_TOOLS);

  const reasons = contentBased.because(model, basketOfCustomer(WORLD, "ada"), placeOf(WORLD, "cup"));

  const told = reasons.map(({ kind, product, what }) => [kind, what ?? WORLD.products[product ?? -1]?.id]);
  expect(told[0]).toEqual(["BOUGHT_SIMILAR", "mug"]);
  expect(new Set(told.slice(1).map(String))).toEqual(
    new Set([
      "VIEWED_SIMILAR,lamp",
      "MATCHES_INTEREST,Home > Mugs",
      "MATCHES_INTEREST,Acme",
      "MATCHES_INTEREST,red",
      "MATCHES_INTEREST,dishwasher=true",
      "PROFILE_LIKE_YOURS,country: DE",
    ]),
  );
  const weights = reasons.map(({ weight }) => weight);
  expect(weights).toEqual([...weights].sort((left, right) => right - left));
});

test("nothing speaks for a product to a stranger", () => {
  const model = contentBased.fit(WORLD, BY_LIKENESS, NO_TOOLS);

  expect(contentBased.because(model, aBasket(WORLD), placeOf(WORLD, "cup"))).toEqual([]);
});

test("the reasons' weights add up to the score, whatever was touched", () => {
  const aTouch = fc.tuple(
    fc.constantFrom("cup", "jug", "lamp", "mug", "net"),
    fc.constantFrom("VIEW" as const, "CART" as const, "REVIEW" as const, "PURCHASE" as const),
    fc.constantFrom("2024-01-01", "2025-06-01", "2026-01-01"),
  );
  const learn = (degree: number) => contentBased.fit(WORLD, { halfLifeDays: 90, popularity: 0.5, degree }, NO_TOOLS);
  const models = fc.constantFrom(learn(1), learn(2));

  fc.assert(
    fc.property(
      models,
      fc.array(aTouch, { maxLength: 6 }),
      fc.boolean(),
      fc.nat(4),
      (model, touches, known, product) => {
        const facts = { id: "zoe", country: known ? "DE" : "MT" };
        const basket = aBasket(WORLD, { touches, facts });
        const reasons = contentBased.because(model, basket, product);
        const total = reasons.reduce((sum, { weight }) => sum + weight, 0);

        expect(reasons.length === 0 ? Number.NEGATIVE_INFINITY : total).toBeCloseTo(
          scoreOf(model, basket, product),
          10,
        );
        const touched = reasons.flatMap((reason) => reason.product ?? []);
        expect(touched.every((place) => basket.product.includes(place))).toBe(true);
      },
    ),
  );
});

test("a model is plain data, and the same history teaches the same model", () => {
  const model = contentBased.fit(WORLD, BY_LIKENESS, NO_TOOLS);

  expect(structuredClone(model)).toEqual(model);
  expect(contentBased.fit(WORLD, BY_LIKENESS, NO_TOOLS)).toEqual(model);
});
