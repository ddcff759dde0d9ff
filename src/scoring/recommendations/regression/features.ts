import { scoreByNeighbours } from "../collaborative/neighbour-model.ts";
import { isNew, PRODUCT_TERMS } from "../hybrid/terms.ts";
import { contentBased } from "../recommenders/content-based.ts";
import { session } from "../recommenders/session.ts";
import {
  alone,
  amongBest,
  customerAlone,
  type Feature,
  freshest,
  interest,
  lift,
  logAmongBest,
  ofProduct,
  perProduct,
  share,
} from "./feature-kinds.ts";
import { termOf } from "./ground.ts";
import { fillPulls, placeIn } from "./taste-space.ts";
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

const byTaste: Feature["fill"] = ({ tasteSpace }, { sittings }, column) => {
  if (tasteSpace === undefined) column.fill(0);
  else fillPulls(tasteSpace, placeIn(tasteSpace, [...sittings.byProduct]), column);
};

const newBecause: Feature["because"] = (ground, _, product) =>
  isNew(termOf(ground, "newness")[product] ?? 0, termOf(ground, "everPopularity")[product] ?? 0)
    ? { kind: "NEW" }
    : undefined;

/**
 * Everything that may foretell whether a customer comes to have a product. Fitting keeps those that help; each of them is
 * x = sum_j w_j y_j over raw touches y with weights w (those of signals, halved with time), or a function of such sums.
 */
export const FEATURES: readonly Feature[] = [
  ...PRODUCT_TERMS.map((name): Feature => {
    const feature = alone(name, "TRENDING", (ground) => termOf(ground, name));
    return name === "newness" ? { ...feature, because: newBecause } : feature;
  }),
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
  freshest(
    "categoryRecency",
    ({ fresh }) => fresh,
    ({ categories }) => categories,
  ),
  freshest(
    "categoryServed",
    ({ freshlyBought }) => freshlyBought,
    ({ categories }) => categories,
  ),
  interest(
    "categoryInterest",
    ({ categories }) => categories,
    ({ categoryShares }) => categoryShares,
  ),
  alone("categoryMonth", "TRENDING", ({ categoryMonth }) => categoryMonth),
  alone("shareOfCategory", "TRENDING", ({ shareOfCategory }) => shareOfCategory),
  { name: "taste", fill: byTaste, because: () => undefined },
  ofProduct("views", ({ viewed }) => viewed),
  ofProduct("carts", ({ carted }) => carted),
  perProduct("priceDistance", ({ logPrice }, { usualLogPrice }) => {
    return (product) => Math.abs((logPrice[product] ?? 0) - usualLogPrice);
  }),
  amongBest("likeness", byLikeness, strongestLike),
  logAmongBest("likenessLog", byLikeness, strongestLike),
  amongBest("boughtByTheSame", byNeighbours, strongestNeighbour),
  amongBest("boughtTogether", byCompanions, strongestCompanion),
  customerAlone("visits", ({ sittings }) => Math.log1p(sittings.total)),
  customerAlone("purchases", ({ bought }) => Math.log1p(bought.size)),
  customerAlone("daysSinceLast", ({ daysSinceLast }) => Math.log1p(daysSinceLast)),
  customerAlone("daysSinceFirst", ({ daysSinceFirst }) => Math.log1p(daysSinceFirst)),
];

const BY_NAME = new Map(FEATURES.map((feature) => [feature.name, feature]));

export const featureNamed = (name: string): Feature => {
  const found = BY_NAME.get(name);
  if (found === undefined) throw new Error(`no feature is called ${name}`);
  return found;
};
