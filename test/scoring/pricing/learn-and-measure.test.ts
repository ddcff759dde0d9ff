import { describe, expect, test } from "vitest";
import { Z95 } from "../../../src/math/normal-quantile.ts";
import { learnAndMeasure, spanOf } from "../../../src/scoring/pricing/backtest.ts";
import { learnResponses } from "../../../src/scoring/pricing/learn-responses.ts";
import { USUAL_RULES } from "../../../src/scoring/pricing/rails.ts";
import type { ProductResponse } from "../../../src/scoring/pricing/response.ts";
import type { ProductHistory } from "../../../src/scoring/pricing/sales.ts";
import { suggestPrice } from "../../../src/scoring/pricing/suggest-price.ts";
import { aLine, Dice, drawnPrices, FIRST } from "./making.ts";
import { aSmallShop, type TrueProduct, WEEKS } from "./small-shop.ts";

const SPAN = { first: FIRST, last: FIRST + WEEKS - 1 };

describe("twenty-six products whose truth is known", () => {
  const shop = aSmallShop(1);
  const { responses, total } = learnAndMeasure(
    shop.map(({ history }) => history),
    { span: SPAN },
  );
  const pairs = shop.map((product, place): [TrueProduct, ProductResponse] => {
    const response = responses.products[place];
    if (response === undefined) throw new Error("each product has a response");
    return [product, response];
  });
  const answered = pairs.filter(([, { refusal }]) => refusal === undefined);

  test("all are answered, and the form is that of the truth", () => {
    expect(pairs.map(([{ history }, { product }]) => history.product === product)).not.toContain(false);
    expect(answered.length).toBe(26);
    expect(responses.form).toBe("LOG_LOG");
  });

  test("those whose price follows demand are found, and no others", () => {
    const wrong = pairs.filter(([{ followsDemand }, response]) => response.followsDemand !== followsDemand);
    expect(wrong.map(([, { product }]) => product)).toEqual([]);
    for (const [{ followsDemand }, { shrinkage }] of pairs) expect(shrinkage === 1).toBe(followsDemand);
  });

  test("intervals hold the true elasticity of 22 products of 26", () => {
    const covered = answered.filter(([{ elasticity }, { elasticity: told, deviation }]) => {
      return Math.abs(told - elasticity) <= Z95 * deviation;
    });

    expect(covered.length).toBe(22);
  });

  test("what is believed is nearer to the truth than what each product says by itself", () => {
    const own = answered.filter(([, response]) => !response.followsDemand);
    const error = (of: (response: ProductResponse) => number) =>
      Math.sqrt(own.reduce((sum, [truth, response]) => sum + (of(response) - truth.elasticity) ** 2, 0) / own.length);

    const believed = error(({ elasticity }) => elasticity);
    expect(believed).toBeLessThan(error((response) => response.own?.elasticity ?? 0));
    expect(believed).toBeLessThan(0.45);
    expect(responses.shop?.elasticity).toBeCloseTo(-2.6, 0);
  });

  test("suggested prices bring nearly all the profit that there is", () => {
    const profits = answered.map(([{ elasticity, cost, history }, response]) => {
      const price = history.prices.at(-1)?.price ?? 0;
      const facts = { price, cost, stock: undefined, offers: [], currency: "GBP" };
      const { suggestedPrice = 0, curve } = suggestPrice(response, responses, facts, USUAL_RULES);
      const truly = (at: number) => (at / price) ** elasticity * (at - cost) * response.level;
      return [truly(suggestedPrice), Math.max(...curve.map((point) => truly(point.price))), truly(price)];
    });
    const [suggested = 0, best = 0, current = 0] = [0, 1, 2].map((column) =>
      profits.reduce((sum, each) => sum + (each[column] ?? 0), 0),
    );

    expect(Number((suggested / best).toFixed(3))).toBe(0.986);
    expect(Number((current / best).toFixed(3))).toBe(0.887);
  });

  test("held-out weeks are foretold better than by the mean of those before", () => {
    expect(total).toEqual({
      weeks: 20,
      weightedError: expect.closeTo(0.368964, 6),
      naiveWeightedError: expect.closeTo(0.52645, 6),
    });
    expect(answered.filter(([, { backtest }]) => backtest?.weeks === 20).length).toBe(26);
  });

  test("the form may be given, and the same history says the same in any order", () => {
    const turned = shop.slice(0, 8).map(({ history }) => ({ ...history, lines: history.lines.toReversed() }));
    const straight = shop.slice(0, 8).map(({ history }) => history);
    const options = { span: SPAN, form: "SEMI_LOG" } as const;

    const [one, other] = [straight, turned].map((histories) => learnResponses(histories, options).responses);

    expect(one).toEqual(other);
    expect(one).toMatchObject({ form: "SEMI_LOG", forms: [], weeks: SPAN });
  });
});

/** A product that sells so many a week at each price. */
function sold(product: string, prices: readonly number[], unitsAt: (price: number) => number): ProductHistory {
  const dice = new Dice([...product].reduce((seed, letter) => 31 * seed + letter.charCodeAt(0), 1) % 100_000);
  const lines = prices.flatMap((price, week) =>
    Array.from({ length: price > 0 ? dice.poisson(unitsAt(price)) : 0 }, () => aLine(week, price)),
  );
  return { product, category: "Kitchen", lines, prices: [], offers: [] };
}

test("each product of which nothing can be told says why", () => {
  const prices = drawnPrices(new Dice(2), 60);
  const falling = (price: number) => 8 * (price / 10) ** -2.5;
  const needed = (price: number) => 60 * (price / 10) ** -0.5;
  const rising = (price: number) => 20 * (price / 10) ** 2;
  const span = { first: FIRST, last: FIRST + 59 };
  const histories = [
    ...[1, 2, 3, 4, 5, 6].map((each) => sold(`cup ${each}`, drawnPrices(new Dice(each), 60), falling)),
    sold(
      "new",
      prices.map((price, week) => (week < 35 ? 0 : price)),
      falling,
    ),
    sold("gone", prices.slice(0, 47), falling),
    sold("rare", prices, () => 0.3),
    sold(
      "fixed",
      prices.map(() => 10),
      falling,
    ),
    sold(
      "between two",
      prices.map((_, week) => (week < 30 ? 10 : 11)),
      falling,
    ),
    sold("luxury", prices, rising),
    sold("bread", prices, needed),
  ];

  const { responses } = learnAndMeasure([...histories, { ...sold("never", [], falling) }], { span });

  const bread = responses.products.find(({ product }) => product === "bread");
  expect((bread?.elasticity ?? 0) + 2 * (bread?.deviation ?? 0)).toBeLessThan(0); // surely below 0, but above -1
  expect(Object.fromEntries(responses.products.map(({ product, refusal }) => [product, refusal]))).toEqual({
    "cup 1": undefined,
    "cup 2": undefined,
    "cup 3": undefined,
    "cup 4": undefined,
    "cup 5": undefined,
    "cup 6": undefined,
    new: "NOT_ENOUGH_DATA",
    gone: "NOT_ENOUGH_DATA",
    rare: "NOT_ENOUGH_DATA",
    fixed: "NOT_ENOUGH_PRICE_VARIATION",
    "between two": "NOT_ENOUGH_PRICE_VARIATION",
    luxury: "INELASTIC_OR_WRONG_SIGN",
    bread: "INELASTIC_OR_WRONG_SIGN",
  });
});

test("fewer than ten weeks are not divided, and without sales there is nothing to learn", () => {
  const prices = drawnPrices(new Dice(2), 9);
  const few = learnAndMeasure([sold("cup", prices, () => 5)], { span: { first: FIRST, last: FIRST + 8 } });
  const none = learnAndMeasure([], { span: SPAN });

  expect(few.total).toBeUndefined();
  expect(few.responses.products.map(({ refusal, backtest }) => [refusal, backtest])).toEqual([
    ["NOT_ENOUGH_DATA", undefined],
  ]);
  expect(none.responses).toMatchObject({ products: [], shop: undefined, form: "LOG_LOG" });
});

test("whole weeks lie between the first sale and the last, and no more of them than are wanted", () => {
  const history = (...weeks: number[]): ProductHistory => {
    return { product: "cup", lines: weeks.map((week) => aLine(week, 10)), prices: [], offers: [] };
  };

  expect(spanOf([history(5, 9), history(2, 7)], 156)).toEqual({ first: FIRST + 3, last: FIRST + 8 });
  expect(spanOf([history(0, 9)], 3)).toEqual({ first: FIRST + 6, last: FIRST + 8 });
  expect(spanOf([history(4, 5)], 156)).toBeUndefined();
  expect(spanOf([history()], 156)).toBeUndefined();
  expect(spanOf([], 156)).toBeUndefined();
});
