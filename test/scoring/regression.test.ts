import { MultivariateLinearRegression } from "ml-regression";
import { expect, test } from "vitest";
import { probabilityAt } from "../../src/math/calibration.ts";
import { CoMoments } from "../../src/math/co-moments.ts";
import { basketOf, type History } from "../../src/scoring/recommendations/history.ts";
import { cutsAt, holdOut, momentOfShare } from "../../src/scoring/recommendations/hold-out.ts";
import { recommend } from "../../src/scoring/recommendations/recommend.ts";
import { CannotLearn, type Tools } from "../../src/scoring/recommendations/recommender.ts";
import { regression } from "../../src/scoring/recommendations/recommenders/regression.ts";
import { calibrated, halvesOf, pairsOf } from "../../src/scoring/recommendations/regression/calibrate-scores.ts";
import { FEATURES } from "../../src/scoring/recommendations/regression/features.ts";
import { fitLinear } from "../../src/scoring/recommendations/regression/fit-linear.ts";
import { customersWithPast } from "../../src/scoring/recommendations/regression/gather.ts";
import { groundOf } from "../../src/scoring/recommendations/regression/ground.ts";
import { learn } from "../../src/scoring/recommendations/regression/learn.ts";
import { explain, explainAll, scoreAll } from "../../src/scoring/recommendations/regression/model.ts";
import {
  CollinearFeatures,
  TooFewHits,
  TooLittleHistory,
} from "../../src/scoring/recommendations/regression/refusals.ts";
import { selectFeatures } from "../../src/scoring/recommendations/regression/select-features.ts";
import { shopperOf } from "../../src/scoring/recommendations/regression/shopper.ts";
import { codeOf, type Signal } from "../../src/scoring/recommendations/signals.ts";
import { CHECKERBOARD } from "./checkerboard.ts";
import { aBasket, aHistory, aShelf, basketOfCustomer, NO_TOOLS, placeOf, type Touch } from "./histories.ts";

/** Numbers from 0 up to 1, the same ones each time (a Lehmer generator, Park and Miller 1988). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const GOALS = [codeOf("REVIEW"), codeOf("PURCHASE")];

const toolsOf = (seed: number, goals: readonly number[] = GOALS): Tools => ({
  ...NO_TOOLS,
  random: lehmer(seed),
  holdOut: (history) => holdOut(history, cutsAt(history, momentOfShare(history, 0.8)), goals),
});

const momentsOf = (rows: readonly (readonly number[])[]): CoMoments => {
  const moments = new CoMoments(Float64Array.from(rows[0] ?? []));
  for (const row of rows) moments.add(Float64Array.from(row), 1);
  return moments;
};

const two = (value: number): string => String(value).padStart(2, "0");

/**
 * A shop in which customers of Germany buy tools and those of France toys, nine times of ten: a product each on each day of
 * 2026 that comes their way.
 */
function aDividedShop(): History {
  const random = lehmer(42);
  const touches: Touch[] = [];
  for (let day = 0; day < 60; day++) {
    for (let customer = 0; customer < 40; customer++) {
      if (random() < 0.8) continue;
      const likesTools = customer % 2 === 0;
      const buysTool = random() < 0.9 ? likesTools : !likesTools;
      const number = Math.floor(20 * random() ** 2);
      const on = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
      touches.push([`customer ${two(customer)}`, `${buysTool ? "tool" : "toy"} ${two(number)}`, "PURCHASE", on]);
    }
  }
  const numbers = Array.from({ length: 20 }, (_, number) => two(number));
  const tools = numbers.map((number) => [`tool ${number}`, { category: ["Tools"], name: "Hammer" }] as const);
  const toys = numbers.map((number) => [`toy ${number}`, { category: ["Toys"], name: "Teddy" }] as const);
  const customers = Array.from({ length: 40 }, (_, customer) => {
    return [`customer ${two(customer)}`, { country: customer % 2 === 0 ? "DE" : "FR" }] as const;
  });
  return aHistory({
    touches,
    products: Object.fromEntries([...tools, ...toys]),
    customers: Object.fromEntries(customers),
  });
}

const SHOP = aDividedShop();
const MODEL = learn(SHOP, toolsOf(1));

test("the weights of a linear world are found again", () => {
  const random = lehmer(7);
  const rows = Array.from({ length: 200 }, () => {
    const [views, price] = [random(), 100 * random()];
    return [views, price, 3 + 2 * views - 0.5 * price];
  });

  const { weights, intercept, features } = fitLinear(momentsOf(rows), ["views", "price"], [0, 1], 0);

  expect(features).toEqual(["views", "price"]);
  expect(weights[0]).toBeCloseTo(2, 8);
  expect(weights[1]).toBeCloseTo(-0.5, 8);
  expect(intercept).toBeCloseTo(3, 8);
});

test("a fit to the moments is the fit of ml-regression to the rows", () => {
  const random = lehmer(8);
  const rows = Array.from({ length: 100 }, () => [random(), random() ** 2, random() < 0.3 ? 1 : 0]);

  const { weights, intercept } = fitLinear(momentsOf(rows), ["a", "b"], [0, 1], 0);

  const byRows = new MultivariateLinearRegression(
    rows.map((row) => row.slice(0, 2)),
    rows.map((row) => row.slice(2)),
  );
  for (const [place, weight] of [...weights, intercept].entries()) {
    expect(weight).toBeCloseTo(byRows.weights[place]?.[0] ?? Number.NaN, 10);
  }
});

test("a ridge draws the weight of a standardised feature towards zero by 1 / (1 + ridge)", () => {
  const rows = [
    [-1, -3],
    [1, 3],
  ];

  const { weights } = fitLinear(momentsOf(rows), ["x"], [0], 0.5);

  expect(weights[0]).toBeCloseTo(3 / 1.5, 12); // x has variance 1 and covariance 3 with y: 3 / (1 + .5)
});

test("a world in which one feature follows from others is refused, with their names", () => {
  const random = lehmer(9);
  const rows = Array.from({ length: 50 }, () => {
    const [views, carts, other] = [random(), random(), random()];
    return [views, other, carts, views + carts, random()];
  });

  const act = () => fitLinear(momentsOf(rows), ["views", "other", "carts", "touches"], [0, 1, 2, 3], 1);

  expect(act).toThrow(CollinearFeatures);
  expect(act).toThrow("These features cannot be told apart: views, carts, touches.");
});

test("what gains no ranking, never changes or is said already is left out, each with its reason", () => {
  const random = lehmer(10);
  const rows = Array.from({ length: 400 }, () => {
    const good = random();
    return [good, 7, 2 * good, random(), random() < good ? 1 : 0];
  });
  const exam = {
    columns: [0, 1, 2, 3].map((column) => Float32Array.from(rows, (row) => row[column] ?? 0)),
    wanted: Uint8Array.from(rows, ([good]) => ((good ?? 0) > 0.95 ? 1 : 0)),
    targets: rows.filter(([good]) => (good ?? 0) > 0.95).length,
  };

  const { steps, leftOut } = selectFeatures(momentsOf(rows), [exam], ["good", "same", "double", "chance"], []);

  expect(steps).toEqual([{ step: 1, feature: "good", ndcg: expect.closeTo(1), gain: expect.closeTo(1) }]);
  expect(Object.fromEntries(leftOut.map(({ feature, reason }) => [feature, reason]))).toEqual({
    same: "is the same for every customer and product of this history",
    double: expect.stringContaining("These features cannot be told apart: good, double."),
    chance: expect.stringMatching(/^changes NDCG@20 by -?0\.\d{4}, which is less than 0\.0005$/),
  });
});

test("two features that gain only together are taken as such: each step names the other", () => {
  // y = s + n / 50 = .51 a - .49 b: with either alone y rises, and what is highest in a - b is lowest in each of them.
  const rows = [
    [11, 9, 1.2],
    [9, 11, -0.8],
    [-9, -11, 0.8],
    [-11, -9, -1.2],
  ];
  const others = Array.from({ length: 40 }, (_, number) => number);
  const exam = {
    columns: [Float32Array.of(-5, ...others), Float32Array.of(-20, ...others)],
    wanted: Uint8Array.of(1, ...others.map(() => 0)),
    targets: 1,
  };

  const { steps } = selectFeatures(momentsOf(rows), [exam], ["a", "b"], []);

  expect(steps).toEqual([
    { step: 1, feature: "a", ndcg: 0, gain: 0, with: "b" },
    { step: 2, feature: "b", ndcg: 1, gain: 1, with: "a" },
  ]);
});

test("a feature that the shop has no data for falls away, with that as the reason", () => {
  const { leftOut } = MODEL.learned;

  const constant = leftOut
    .filter(({ reason }) => reason.startsWith("is the same for every"))
    .map(({ feature }) => feature);
  expect(constant).toEqual(
    expect.arrayContaining(["price", "gender", "boughtBrand", "viewedCategory", "channel", "carts"]),
  );
  expect(constant).not.toContain("country");
});

test("what a customer of the one kind gets is what its like buy", () => {
  const mean = (scores: Float64Array, kind: string): number =>
    SHOP.products.reduce((sum, { id }, place) => sum + (id.startsWith(kind) ? (scores[place] ?? 0) : 0), 0) / 20;
  const probabilitiesOf = (customer: string): Float64Array => {
    const basket = basketOfCustomer(SHOP, customer);
    return Float64Array.from(SHOP.products, (_, product) => explain(MODEL, basket, product).probability);
  };

  const [german, french] = [probabilitiesOf("customer 00"), probabilitiesOf("customer 01")];

  expect(mean(german, "tool")).toBeGreaterThan(2 * mean(german, "toy"));
  expect(mean(french, "toy")).toBeGreaterThan(2 * mean(french, "tool"));
});

test("a probability is told of each score, and rises with it, for strangers too", () => {
  const baskets = [...SHOP.customers.keys()].map((customer) => basketOf(SHOP, customer));
  for (const basket of [...baskets, aBasket(SHOP)]) {
    const told = SHOP.products.map((_, product) => explain(MODEL, basket, product));
    const inOrder = told
      .sort((left, right) => left.linearScore - right.linearScore)
      .map(({ probability }) => probability);

    expect(inOrder.every((probability) => probability > 0 && probability < 1)).toBe(true);
    expect(inOrder).toEqual([...inOrder].sort((left, right) => left - right));
  }
});

test("a ranking keeps the order of linear scores where probabilities cannot be told apart any more", () => {
  const steep = {
    ...MODEL,
    calibration: { scores: Float64Array.of(-1e9, -1e9 + 1e-3), probabilities: Float64Array.of(0.1, 0.9) },
  };
  const basket = basketOfCustomer(SHOP, "customer 00");
  const scores = new Float64Array(SHOP.products.length);

  regression.score(steep, basket, scores);

  const told = SHOP.products.map((_, product) => explain(steep, basket, product));
  expect(new Set(told.map(({ probability }) => probability))).toEqual(new Set([1]));
  expect([...scores]).toEqual(told.map(({ linearScore }) => linearScore));
  expect(new Set(scores).size).toBeGreaterThan(1);
});

test("a score is told as a sum that adds up to the last bit", () => {
  const basket = basketOfCustomer(SHOP, "customer 00");
  const scores = new Float64Array(SHOP.products.length);
  regression.score(MODEL, basket, scores);

  for (const [product, score] of scores.entries()) {
    const told = explain(MODEL, basket, product);

    const sum = told.contributions.reduce((total, { contribution }) => total + contribution, told.intercept);
    expect(told.linearScore).toBe(sum);
    expect(told.linearScore).toBe(score);
    expect(told.contributions.every(({ weight, value, contribution }) => weight * value === contribution)).toBe(true);
  }
});

test("several products are explained as each of them alone is, in the order that they were asked for", () => {
  const basket = basketOfCustomer(SHOP, "customer 01");
  const products = [placeOf(SHOP, "toy 03"), placeOf(SHOP, "tool 07"), placeOf(SHOP, "toy 00")];

  const told = explainAll(MODEL, basket, products);

  expect(told).toEqual(products.map((product) => explain(MODEL, basket, product)));
  expect(scoreAll(MODEL, basket, products)).toEqual(told.map(({ contributions, ...score }) => score));
  expect(explainAll(MODEL, basket, [])).toEqual([]);
});

test("where it was learned, the probabilities add up to what customers came to have", () => {
  const { past, targets } = toolsOf(1).holdOut(SHOP);
  const model = { ...MODEL, ground: groundOf(past) };
  let [predicted, came] = [0, 0];
  for (const customer of past.customers.keys()) {
    const basket = basketOf(past, customer);
    const owned = new Set(basket.product);
    for (const product of past.products.keys()) {
      if (!owned.has(product)) predicted += explain(model, basket, product).probability;
    }
    came += targets[customer]?.length ?? 0;
  }

  // Calibrated are the scores of models of half the customers, which differ from those of the whole model: 40 are few.
  expect(predicted / came).toBeGreaterThan(0.8);
  expect(predicted / came).toBeLessThan(1.2);
});

test("calibration looks at all that came true and at a bounded sample of the rest, which stands for all of it", () => {
  const held = toolsOf(1).holdOut(SHOP);
  const ground = groundOf(held.past);
  const customers = customersWithPast(held);
  const models = [MODEL.linear, MODEL.linear];

  const all = pairsOf(held, ground, customers, models, { most: 1e9, random: lehmer(3) });
  const few = pairsOf(held, ground, customers, models, { most: 200, random: lehmer(3) });

  const came = customers.reduce((sum, customer) => sum + (held.targets[customer]?.length ?? 0), 0);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const missing = ({ hits, weights }: typeof few): number => sum(weights.filter((_, at) => hits[at] === 0));
  expect([sum(all.hits), sum(few.hits)]).toEqual([came, came]);
  expect(new Set(all.weights)).toEqual(new Set([1]));
  expect(few.hits.length - came).toBeLessThanOrEqual(200 + 2 * customers.length);
  expect(few.hits.length - came).toBeLessThan(missing(all) / 3);
  expect(missing(few) / missing(all)).toBeGreaterThan(0.9);
  expect(missing(few) / missing(all)).toBeLessThan(1.1);
  const [ofAll, ofFew] = [calibrated(all), calibrated(few)];
  for (const score of ofAll.calibration.scores) {
    const ratio = probabilityAt(ofFew.calibration, score) / probabilityAt(ofAll.calibration, score);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  }
  expect(MODEL.learned.calibratedOn.purchases).toBe(MODEL.learned.purchases);
});

test("too few purchases to tell probabilities are refused, with how many there are and would be needed", () => {
  const pairs = { scores: [1, 2, 3], hits: [0, 1, 0], weights: [1, 1, 5] };

  expect(() => calibrated(pairs)).toThrow(TooFewHits);
  expect(() => calibrated(pairs)).toThrow(CannotLearn);
  expect(() => calibrated(pairs)).toThrow(
    "needs 10 products that customers newly came to have; there are 1. A longer history has more.",
  );
});

test("where features cannot be told apart in a half of the customers, the model of all stands for both halves", () => {
  const random = lehmer(11);
  const one = Array.from({ length: 50 }, () => [random(), random(), random()]);
  const twice = one.map(([first = 0, , y = 0]) => [first, 2 * first, y]);
  const halves = [new CoMoments(Float64Array.of(0, 0, 0)), new CoMoments(Float64Array.of(0, 0, 0))];
  for (const row of one) halves[0]?.add(Float64Array.from(row), 1);
  for (const row of twice) halves[1]?.add(Float64Array.from(row), 1);
  const fit = (moments: CoMoments) => fitLinear(moments, ["a", "b"], [0, 1], 1e-3);
  const whole = fit(momentsOf([...one, ...twice]));

  const models = halvesOf(halves, [0, 1], fit, whole);

  expect(models).toEqual([whole, whole]);
});

test("a stranger touched nothing of late: they are taken for somebody whose one touch is as old as the history", () => {
  const history = aHistory({
    touches: [
      ["ada", "cup", "PURCHASE", "2026-01-01"],
      ["bob", "mug", "PURCHASE", "2026-01-11"],
    ],
    now: "2026-01-31",
  });
  const ground = groundOf(history);

  const [stranger, ada, bob] = [
    shopperOf(ground, aBasket(history)),
    shopperOf(ground, basketOfCustomer(history, "ada")),
    shopperOf(ground, basketOfCustomer(history, "bob")),
  ];

  expect([stranger.daysSinceLast, stranger.daysSinceFirst]).toEqual([30, 30]);
  expect([ada.daysSinceLast, bob.daysSinceLast]).toEqual([30, 20]);
  expect(shopperOf(groundOf(aHistory({})), aBasket(aHistory({}))).daysSinceLast).toBe(0);
});

test("a history of views alone and the same one of reviews give the same lists, each to its own goal", () => {
  const listsOf = (signal: Signal): number[][] => {
    const history = { ...CHECKERBOARD, signal: CHECKERBOARD.signal.map(() => codeOf(signal)) };
    const goals = [codeOf(signal)];
    const model = learn(history, toolsOf(1, goals));
    const options = { count: 20, shelf: aShelf(history), excluding: goals };
    return [...history.customers.keys()].map((customer) =>
      recommend(regression, model, basketOf(history, customer), options).map(({ product }) => product),
    );
  };

  const [ofViews, ofReviews] = [listsOf("VIEW"), listsOf("REVIEW")];

  expect(ofViews).toEqual(ofReviews);
  expect(ofViews.every((list) => list.length > 0)).toBe(true);
});

test("reasons are true of the customer, above zero, and the strongest come first", () => {
  for (const [customer, { country }] of SHOP.customers.entries()) {
    const basket = basketOf(SHOP, customer);
    const owned = new Set(basket.product);
    for (const [product, { category }] of SHOP.products.entries()) {
      const reasons = regression.because(MODEL, basket, product);

      const weights = reasons.map(({ weight }) => weight);
      expect(weights.every((weight) => weight > 0)).toBe(true);
      expect(weights).toEqual([...weights].sort((left, right) => right - left));
      for (const reason of reasons) {
        if (reason.product !== undefined) expect(owned.has(reason.product)).toBe(true);
        if (reason.kind === "PROFILE_LIKE_YOURS") expect(reason.what).toBe(`country: ${country}`);
        if (reason.kind === "MATCHES_INTEREST") expect([category?.[0], "hammer", "teddy"]).toContain(reason.what);
      }
    }
  }
});

test("somebody who buys tools hears so of another tool, and nothing of the kind of a toy", () => {
  const stranger = aBasket(SHOP, {
    touches: [
      ["tool 00", "PURCHASE", "2026-02-27"],
      ["tool 01", "PURCHASE", "2026-02-27"],
    ],
  });

  const ofTool = regression.because(MODEL, stranger, placeOf(SHOP, "tool 02"));
  const ofToy = regression.because(MODEL, stranger, placeOf(SHOP, "toy 02"));

  const personal = ["MATCHES_INTEREST", "BOUGHT_TOGETHER", "BOUGHT_SIMILAR"];
  expect(ofTool.some(({ kind }) => personal.includes(kind))).toBe(true);
  expect(ofToy.filter(({ kind, what }) => kind === "MATCHES_INTEREST" && what !== "Toys")).toEqual([]);
});

test("the same seed makes the same model, which a thread can be sent", () => {
  const again = learn(SHOP, toolsOf(1));

  expect(again).toEqual(MODEL);
  expect(structuredClone(again)).toEqual(MODEL);
});

test("the evidence tells which features were taken, what each gained, and why others were not", () => {
  const evidence = regression.evidence?.(MODEL);

  const { steps, leftOut } = MODEL.learned;
  expect(evidence).toMatchObject({ steps, leftOut, purchases: MODEL.learned.purchases });
  expect(steps.length).toBeGreaterThan(0);
  for (const [place, { step, ndcg, gain }] of steps.entries()) {
    expect(step).toBe(place + 1);
    expect(ndcg - gain).toBeCloseTo(steps[place - 1]?.ndcg ?? 0, 12);
    expect(ndcg).toBeGreaterThan(0);
  }
  const told = [...MODEL.linear.features, ...leftOut.map(({ feature }) => feature)];
  expect(told.sort()).toEqual(FEATURES.map(({ name }) => name).sort());
});

test("too little history is refused, with what there is and what would be needed", () => {
  const history = aHistory({
    touches: [
      ["ada", "cup", "PURCHASE", "2026-01-01"],
      ["bob", "mug", "PURCHASE", "2026-01-02"],
      ["bob", "cup", "PURCHASE", "2026-01-03"],
    ],
  });

  expect(() => learn(history, toolsOf(1))).toThrow(TooLittleHistory);
  expect(() => learn(history, toolsOf(1))).toThrow(
    "A regression needs 30 products that customers with a past newly came to have in the newest part of the history; there are 1.",
  );
  expect(() => learn(aHistory({}), toolsOf(1))).toThrow(TooLittleHistory);
});
