import { scoreByNeighbours } from "../collaborative/neighbour-model.ts";
import { PRODUCT_TERMS } from "../hybrid/terms.ts";
import { contentBased } from "../recommenders/content-based.ts";
import { session } from "../recommenders/session.ts";
import {
  alone,
  amongBest,
  customerAlone,
  type Feature,
  lift,
  logAmongBest,
  perProduct,
  share,
} from "./feature-kinds.ts";
import { termOf } from "./ground.ts";
import { strongestCompanion, strongestLike, strongestNeighbour } from "./witnesses.ts";

type Scores = Parameters<typeof amongBest>[1];

/** What the final model does not use was not counted for it. */
const byLikeness: Scores = ({ content }, { basket }, column) => {
  if (content === undefined) column.fill(0);
  else contentBased.score(content, basket, column);
};

const byNeighbours: Scores = ({ neighbours }, { basket }, column) => {
  if (neighbours === undefined) column.fill(0);
  else scoreByNeighbours(neighbours, basket, column);
};

const byCompanions: Scores = ({ companions }, { basket }, column) => {
  if (companions === undefined) column.fill(0);
  else session.score(companions, basket, column);
};

/**
 * Everything that may foretell whether a customer comes to have a product. Fitting keeps those that help; each of them is
 * x = sum_j w_j y_j over raw touches y with weights w (those of signals, halved with time), or a function of such sums.
 */
export const FEATURES: readonly Feature[] = [
  ...PRODUCT_TERMS.map((name) =>
    alone(name, name === "newness" ? "NEW" : "TRENDING", (ground) => termOf(ground, name)),
  ),
  alone("price", undefined, ({ logPrice }) => logPrice),
  lift("gender"),
  lift("ageBand"),
  lift("occupation"),
  lift("country"),
  perProduct("channel", ({ channels }, { channelShares }) => {
    const mix = [...channelShares].map(([channel, part]) => ({ part, logs: channels.logs[channel] }));
    return (product) => mix.reduce((sum, { part, logs }) => sum + part * (logs?.[product] ?? 0), 0);
  }),
  share(
    "boughtCategory",
    ({ bought }) => bought,
    ({ categories }) => categories,
  ),
  share(
    "boughtBrand",
    ({ bought }) => bought,
    ({ brands }) => brands,
  ),
  share(
    "boughtPriceBand",
    ({ bought }) => bought,
    ({ priceBands }) => priceBands,
  ),
  share(
    "viewedCategory",
    ({ viewed }) => viewed,
    ({ categories }) => categories,
  ),
  share(
    "viewedBrand",
    ({ viewed }) => viewed,
    ({ brands }) => brands,
  ),
  share(
    "viewedPriceBand",
    ({ viewed }) => viewed,
    ({ priceBands }) => priceBands,
  ),
  perProduct("categoryRecency", ({ categories }, { fresh }) => {
    const freshest = new Float64Array(categories.names.length);
    for (const [product, freshness] of fresh) {
      const category = categories.of[product] ?? -1;
      if (category >= 0) freshest[category] = Math.max(freshest[category] ?? 0, freshness);
    }
    return (product) => freshest[categories.of[product] ?? -1] ?? 0;
  }),
  perProduct(
    "views",
    (_, { viewed }) =>
      (product) =>
        Math.log1p(viewed.get(product) ?? 0),
  ),
  perProduct(
    "carts",
    (_, { carted }) =>
      (product) =>
        Math.log1p(carted.get(product) ?? 0),
  ),
  perProduct("priceDistance", ({ logPrice }, { usualLogPrice }) => {
    return (product) => Math.abs((logPrice[product] ?? 0) - usualLogPrice);
  }),
  amongBest("likeness", byLikeness, strongestLike),
  logAmongBest("likenessLog", byLikeness, strongestLike),
  amongBest("boughtByTheSame", byNeighbours, strongestNeighbour),
  amongBest("boughtTogether", byCompanions, strongestCompanion),
  customerAlone("purchases", ({ bought }) => Math.log1p(bought.size)),
  customerAlone("daysSinceLast", ({ daysSinceLast }) => Math.log1p(daysSinceLast)),
  customerAlone("daysSinceFirst", ({ daysSinceFirst }) => Math.log1p(daysSinceFirst)),
];

export const featureNamed = (name: string): Feature => {
  const found = FEATURES.find((feature) => feature.name === name);
  if (found === undefined) throw new Error(`no feature is called ${name}`);
  return found;
};
