import { cosineNeighbours } from "../../../math/cosine-neighbours.ts";
import { addRow, type SparseRows, valueAt } from "../../../math/sparse-rows.ts";
import { type Basket, type History, keepTouches } from "../history.ts";
import { touchWeights } from "../likings.ts";
import { ordersTogether } from "../orders-together.ts";
import { type Reason, type ReasonKind, type Recommender, recommender } from "../recommender.ts";
import { remembered } from "../remember.ts";
import { byWeight, keepPositive } from "../scores.ts";
import { sessionsMatrix } from "../sessions.ts";
import { hasProduct, OWNED_CODES } from "../signals.ts";

export interface CompanionsModel {
  /** After so many newer products one counts half. */
  readonly halfLifeProducts: number;
  /** Row i: the products met together with product i in a session, by cosine. */
  readonly together: SparseRows;
  /** The same of what was bought in one session; left out where all touches are purchases or reviews. */
  readonly boughtTogether?: SparseRows;
}

export interface SessionModel extends CompanionsModel {
  /** Row i: the lifts of the products bought in one order with product i, the best first; see ordersTogether. */
  readonly ordersTogether: SparseRows;
}

/** Of each product's companions so many are kept. */
const MOST_COMPANIONS = 256;
/** Of a basket the newest products that count. */
const NEWEST = 50;

const OF_COMPANIONS: Recommender<CompanionsModel, "halfLifeProducts"> = {
  code: "SESSION",
  about:
    "What is met in the same sessions and orders as the customer's newest products, the newest counting most. What the customer did a minute ago counts at once.",
  settings: { halfLifeProducts: [10, 5, 20, 40] },
  fit: (history, { halfLifeProducts }) => ({ halfLifeProducts, ...companionsOf(history) }),
  score: scoreByNewest,
  because: newestBecause,
};

/** All that recommends, for those that only use its scores and reasons: nothing of it reads what is ordered together. */
export const companions = recommender(OF_COMPANIONS);

export const session = recommender<SessionModel, "halfLifeProducts">({
  ...OF_COMPANIONS,
  fit: (history, settings, tools) => ({
    ...OF_COMPANIONS.fit(history, settings, tools),
    ordersTogether: ordersTogether(history),
  }),
});

function companionsOf(history: History): Pick<CompanionsModel, "together" | "boughtTogether"> {
  const counted = (part: History): SparseRows =>
    cosineNeighbours(sessionsMatrix(part), history.products.length, MOST_COMPANIONS);
  const together = counted(history);
  const owning = (touch: number): boolean => OWNED_CODES.includes(history.signal[touch] ?? -1);
  if (history.signal.every((_, touch) => owning(touch))) return { together };
  return { together, boughtTogether: counted(keepTouches(history, owning)) };
}

/** O(products + newest products * companions of a product). */
function scoreByNewest(model: CompanionsModel, basket: Basket, scores: Float64Array): void {
  scores.fill(0);
  for (const [product, weight] of newestOf(model, basket).weights) addRow(model.together, product, weight, scores);
  keepPositive(scores);
}

interface Newest {
  readonly weights: ReadonlyMap<number, number>;
  readonly owned: ReadonlySet<number>;
}

/** The newest products, each by its newest touch: its signal's weight, halved with every so many newer products. */
const newestOf = remembered(({ halfLifeProducts }: CompanionsModel, basket: Basket): Newest => {
  const signals = touchWeights(basket, basket.now, Number.POSITIVE_INFINITY);
  const weights = new Map<number, number>();
  for (let touch = basket.product.length - 1; touch >= 0 && weights.size < NEWEST; touch--) {
    const product = basket.product[touch] ?? 0;
    if (weights.has(product)) continue;
    weights.set(product, (signals[touch] ?? 0) * 2 ** (-weights.size / halfLifeProducts));
  }
  return { weights, owned: hasProduct(basket) };
});

function newestBecause(model: CompanionsModel, basket: Basket, product: number): Reason[] {
  const { together, boughtTogether = together } = model;
  const { weights, owned } = newestOf(model, basket);
  const kindOf = (other: number): ReasonKind => {
    if (!owned.has(other)) return "VIEWED_SIMILAR";
    return valueAt(boughtTogether, other, product) > 0 ? "BOUGHT_TOGETHER" : "BOUGHT_SIMILAR";
  };
  const reasons: Reason[] = [];
  for (const [other, factor] of weights) {
    const weight = factor * valueAt(together, other, product);
    if (weight > 0) reasons.push({ kind: kindOf(other), product: other, weight });
  }
  return reasons.sort(byWeight);
}
