import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { type EnumTypeDefinitionNode, Kind, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { BASELINES } from "../../src/scoring/recommendations/evaluation/baselines.ts";
import type { Basket, History } from "../../src/scoring/recommendations/history.ts";
import { recommend, type Scored } from "../../src/scoring/recommendations/recommend.ts";
import { CannotLearn, type Recommender } from "../../src/scoring/recommendations/recommender.ts";
import { RECOMMENDERS } from "../../src/scoring/recommendations/recommenders/index.ts";
import { codeOf, hasProduct } from "../../src/scoring/recommendations/signals.ts";
import { CHECKERBOARD, fitted, SHOPPERS } from "./checkerboard.ts";
import { aBasket, aShelf, basketOfCustomer, idsOf } from "./histories.ts";
import { SMALL_HISTORIES, SOMEBODY } from "./small-histories.ts";

const ALL = [...RECOMMENDERS, ...BASELINES];
const KNOWS_NOBODY = "BASELINE_POPULARITY"; // the same list for everybody, and no reasons
/** They have a say on every product: POPULAR on every one that anybody has touched. */
const KNOW_EVERYTHING: readonly string[] = ["HYBRID", "POPULAR", "BASELINE_POPULARITY"];
const NOW = new Date(CHECKERBOARD.now).toISOString();

const NEWCOMER = aBasket(CHECKERBOARD, {
  touches: [
    ["even 03", "PURCHASE", NOW],
    ["even 08", "VIEW", NOW],
    ["odd 05", "PURCHASE", NOW],
  ],
});

const STRANGERS = [
  aBasket(CHECKERBOARD),
  aBasket(CHECKERBOARD, { facts: { id: "zoe", country: "DE" } }),
  aBasket(CHECKERBOARD, { facts: { id: "zoe", country: "MT", ageBand: "30-39" } }),
];

const BASKETS = [NEWCOMER, ...STRANGERS, ...SHOPPERS.map(({ id }) => basketOfCustomer(CHECKERBOARD, id))];

const shelf = aShelf(CHECKERBOARD);

const scoresOf = (recommender: Recommender, model: unknown, basket: Basket): Float64Array => {
  const scores = new Float64Array(CHECKERBOARD.products.length);
  recommender.score(model, basket, scores);
  return scores;
};

const listOf = (recommender: Recommender, model: unknown, basket: Basket, count = 20): Scored[] =>
  recommend(recommender, model, basket, { count, shelf });

const placesOf = (list: readonly Scored[]): number[] => list.map(({ product }) => product);

/** The highest score first, equal ones in the order of places, which is that of ids. */
const inOrder = (list: readonly Scored[]): Scored[] =>
  [...list].sort((left, right) => right.score - left.score || left.product - right.product);

/** The slow way to a list, which every fast one is held against: all scores, sorted. */
function bestOf(
  recommender: Recommender,
  model: unknown,
  basket: Basket,
  { all, products, count }: { readonly all: number; readonly products: readonly number[]; readonly count: number },
): Scored[] {
  const scores = new Float64Array(all);
  recommender.score(model, basket, scores);
  return inOrder(products.map((product) => ({ product, score: scores[product] ?? 0 })))
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .slice(0, count);
}

const without = (basket: Basket, product: number): Basket => {
  const kept = [...basket.product.keys()].filter((touch) => basket.product[touch] !== product);
  return {
    ...basket,
    product: Int32Array.from(kept, (touch) => basket.product[touch] ?? 0),
    signal: Uint8Array.from(kept, (touch) => basket.signal[touch] ?? 0),
    at: Float64Array.from(kept, (touch) => basket.at[touch] ?? 0),
    price: Float64Array.from(kept, (touch) => basket.price[touch] ?? 0),
    channel: Uint8Array.from(kept, (touch) => basket.channel[touch] ?? 0),
  };
};

const knows = (code: string, history: History, product: number): boolean =>
  code !== "POPULAR" || history.product.includes(product);

const placesWithout = (open: Uint8Array, owned: ReadonlySet<number>): number[] =>
  [...open.keys()].filter((product) => open[product] === 1 && !owned.has(product));

function fittedOrRefused(recommender: Recommender, history: History): { model: unknown } | undefined {
  try {
    return { model: fitted(recommender, history) };
  } catch (error) {
    if (error instanceof CannotLearn) return undefined;
    throw error;
  }
}

describe.each(ALL.map((each) => [each.code, each] as const))("%s", (code, recommender) => {
  const model = fitted(recommender, CHECKERBOARD);

  test.skipIf(code === KNOWS_NOBODY).each(SHOPPERS)(
    "puts what is withheld from $id first, and nothing of the other colour before it",
    ({ id, withheld }) => {
      const list = listOf(recommender, model, basketOfCustomer(CHECKERBOARD, id), withheld.length);

      expect(idsOf(CHECKERBOARD, placesOf(list)).sort()).toEqual(withheld);
    },
  );

  test("recommends nothing that the customer has, and nothing twice, however much is asked for", () => {
    for (const basket of BASKETS) {
      const places = placesOf(listOf(recommender, model, basket, 1000));

      const owned = hasProduct(basket);
      expect(places.filter((product) => owned.has(product))).toEqual([]);
      expect(new Set(places).size).toBe(places.length);
      expect(places.length).toBeLessThanOrEqual(CHECKERBOARD.products.length - owned.size);
    }
  });

  test("leaves out what is excluded, such as what was viewed", () => {
    const options = { count: 1000, shelf, excluding: [codeOf("VIEW"), codeOf("PURCHASE")] };

    const list = recommend(recommender, model, NEWCOMER, options);

    expect(idsOf(CHECKERBOARD, placesOf(list))).not.toContain("even 08");
    expect(idsOf(CHECKERBOARD, placesOf(listOf(recommender, model, NEWCOMER, 1000)))).toContain("even 08");
  });

  test("fills the places of products that are off the shelf with those that come next", () => {
    const all = placesOf(listOf(recommender, model, NEWCOMER, 10));
    const emptied = shelf.map((on, product) => (all.slice(0, 5).includes(product) ? 0 : on));

    const next = recommend(recommender, model, NEWCOMER, { count: 5, shelf: emptied });

    expect(all).toHaveLength(10);
    expect(placesOf(next)).toEqual(all.slice(5));
  });

  test("falls from the highest score, ties in the order of ids, and no score is not a number", () => {
    for (const basket of BASKETS) {
      const list = listOf(recommender, model, basket, 1000);

      expect(list).toEqual(inOrder(list));
      expect(scoresOf(recommender, model, basket).filter(Number.isNaN)).toHaveLength(0);
      expect(list.every(({ score }) => Number.isFinite(score))).toBe(true);
    }
  });

  test("gives the beginning of a longer list where fewer are asked for, and nothing for nothing", () => {
    const long = listOf(recommender, model, NEWCOMER, 7);

    expect(listOf(recommender, model, NEWCOMER, 3)).toEqual(long.slice(0, 3));
    expect(listOf(recommender, model, NEWCOMER, 0)).toEqual([]);
  });

  test("learns the same from the same history and seed, and its model survives being sent to a thread", () => {
    const again = fitted(recommender, CHECKERBOARD);
    const sent = structuredClone(model);

    expect(again).toEqual(model);
    for (const basket of BASKETS) {
      const list = listOf(recommender, model, basket);
      expect(listOf(recommender, again, basket)).toEqual(list);
      expect(listOf(recommender, sent, basket)).toEqual(list);
    }
  });

  test("leaves the history and the basket as they are", () => {
    const [history, basket] = [structuredClone(CHECKERBOARD), structuredClone(NEWCOMER)];

    const learned = fitted(recommender, history);
    recommender.because(learned, basket, placesOf(listOf(recommender, learned, basket))[0] ?? 0);

    expect(history).toEqual(CHECKERBOARD);
    expect(basket).toEqual(NEWCOMER);
  });

  test("gives only reasons that count, the strongest first", () => {
    for (const basket of BASKETS) {
      for (const product of shelf.keys()) {
        const weights = recommender.because(model, basket, product).map(({ weight }) => weight);

        expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
        expect(weights).toEqual([...weights].sort((left, right) => right - left));
      }
    }
  });

  test.skipIf(code.startsWith("BASELINE"))("says why it recommends what it recommends", () => {
    for (const product of placesOf(listOf(recommender, model, NEWCOMER, 10))) {
      expect(recommender.because(model, NEWCOMER, product)).not.toEqual([]);
    }
  });

  test("names products that the customer touched and without which it would recommend less", () => {
    const scores = scoresOf(recommender, model, NEWCOMER);

    for (const product of placesOf(listOf(recommender, model, NEWCOMER, 10))) {
      const named = recommender.because(model, NEWCOMER, product).flatMap((reason) => reason.product ?? []);
      const [first] = named;

      expect(named.every((place) => NEWCOMER.product.includes(place))).toBe(true);
      if (first === undefined) continue;
      const weaker = scoresOf(recommender, model, without(NEWCOMER, first));
      expect(weaker[product]).toBeLessThan(scores[product] ?? Number.NaN);
    }
  });

  test("keeps the contract for whatever small history", () => {
    fc.assert(
      fc.property(SMALL_HISTORIES, SOMEBODY, fc.nat(8), fc.array(fc.boolean()), (history, whose, count, off) => {
        const small = fittedOrRefused(recommender, history);
        if (small === undefined) return;
        const basket = whose(history);
        const open = Uint8Array.from(history.products, (_, product) => (off[product] === true ? 0 : 1));

        const list = recommend(recommender, small.model, basket, { count, shelf: open });

        const owned = hasProduct(basket);
        const recommendable = placesWithout(open, owned).filter((product) => knows(code, history, product));
        expect(list).toEqual(inOrder(list));
        expect(new Set(placesOf(list)).size).toBe(list.length);
        expect(list.filter(({ product }) => open[product] !== 1 || owned.has(product))).toEqual([]);
        expect(list).toEqual(
          bestOf(recommender, small.model, basket, { all: open.length, products: recommendable, count }),
        );
        if (KNOW_EVERYTHING.includes(code)) expect(list).toHaveLength(Math.min(count, recommendable.length));
        else expect(list.length).toBeLessThanOrEqual(Math.min(count, recommendable.length));
      }),
    );
  });
});

const FOLDER = join(import.meta.dirname, "../../src/scoring/recommendations/recommenders");

test("every file of the recommenders' folder is in the list, once", async () => {
  const files = (await readdir(FOLDER)).filter((file) => file !== "index.ts");
  const known = new Set<unknown>(RECOMMENDERS);

  const exported = await Promise.all(files.map(async (file) => Object.values(await import(join(FOLDER, file)))));

  const found = exported.map((values) => values.filter((value) => known.has(value)));
  expect(found.map((recommenders) => recommenders.length)).toEqual(files.map(() => 1));
  expect(new Set(found.flat())).toEqual(known);
  expect(RECOMMENDERS).toHaveLength(files.length);
});

test("every recommender is a strategy of the API, and no two are the same", async () => {
  const contract = await readFile(join(import.meta.dirname, "../schema/contract.graphql"), "utf8");
  const isStrategies = (node: { kind: Kind }): node is EnumTypeDefinitionNode =>
    node.kind === Kind.ENUM_TYPE_DEFINITION;
  const strategies = parse(contract)
    .definitions.filter(isStrategies)
    .filter(({ name }) => name.value === "RecommendationStrategy")
    .flatMap(({ values = [] }) => values.map(({ name }) => name.value));

  const codes = RECOMMENDERS.map(({ code }) => code);

  expect(strategies.filter((strategy) => strategy !== "AUTO")).toEqual(expect.arrayContaining(codes));
  expect(new Set(codes).size).toBe(codes.length);
});
