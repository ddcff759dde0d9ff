import { meanOfTop } from "../../../math/mean-of-top.ts";
import type { Groups } from "../groups.ts";
import { NOTHING, TOP } from "../hybrid/terms.ts";
import type { Reason, ReasonKind } from "../recommender.ts";
import type { Ground } from "./ground.ts";
import type { Fact } from "./lifts.ts";
import type { Shopper, Sums } from "./shopper.ts";

/** What a feature that speaks for a product says; how much it weighs is for the model to tell. */
export type Said = Omit<Reason, "weight">;

export interface Feature {
  readonly name: string;
  /** Writes the feature's value of every product for one customer. A customer or product that nothing is known of has 0. */
  fill(ground: Ground, shopper: Shopper, column: Float64Array): void;
  /** What it says where its value is above the usual; undefined where it has nothing to say to a customer. */
  because(ground: Ground, shopper: Shopper, product: number): Said | undefined;
}

const nothingToSay = (): undefined => undefined;
/** Something of the product alone. */
export const alone = (
  name: string,
  kind: ReasonKind | undefined,
  values: (ground: Ground) => Float64Array,
): Feature => ({
  name,
  fill: (ground, _, column) => column.set(values(ground)),
  because: () => kind && { kind },
});

/** Something of the customer alone: it changes no ranking, but how probable a purchase is. */
export const customerAlone = (name: string, value: (shopper: Shopper) => number): Feature => ({
  name,
  fill: (_, shopper, column) => column.fill(value(shopper)),
  because: nothingToSay,
});

export const perProduct = (
  name: string,
  valuesFor: (ground: Ground, shopper: Shopper) => (product: number) => number,
  because: Feature["because"] = nothingToSay,
): Feature => ({
  name,
  fill: (ground, shopper, column) => {
    const valueFor = valuesFor(ground, shopper);
    for (let product = 0; product < column.length; product++) column[product] = valueFor(product);
  },
  because,
});

/** Something of each product's group, such as its category; 0 where it has none. */
const perGroup = (
  name: string,
  groupsOf: (ground: Ground) => Groups,
  valuesOf: (ground: Ground, shopper: Shopper, groups: Groups) => Float64Array,
  because: Feature["because"] = nothingToSay,
): Feature => ({
  name,
  fill: (ground, shopper, column) => {
    const groups = groupsOf(ground);
    const values = valuesOf(ground, shopper, groups);
    for (let product = 0; product < column.length; product++) column[product] = values[groups.of[product] ?? -1] ?? 0;
  },
  because,
});

const groupOfProduct =
  (groupsOf: (ground: Ground) => Groups): Feature["because"] =>
  (ground, _, product) => {
    const { names, of } = groupsOf(ground);
    const what = names[of[product] ?? -1];
    return what === undefined ? undefined : { kind: "MATCHES_INTEREST", what };
  };

/** How lately the customer did something with any product of the group: the largest of exp(-days / so many). */
export const freshest = (
  name: string,
  freshOf: (shopper: Shopper) => Sums,
  groupsOf: (ground: Ground) => Groups,
): Feature =>
  perGroup(name, groupsOf, (_, shopper, { names, of }) => {
    const values = new Float64Array(names.length);
    for (const [product, freshness] of freshOf(shopper)) {
      const group = of[product] ?? -1;
      if (group >= 0) values[group] = Math.max(values[group] ?? 0, freshness);
    }
    return values;
  });

/** So many sittings as everybody has are added to a customer's own: of two of them little can be concluded. */
const DOUBT_OF_INTEREST = 2;

/**
 * How many times as often as everybody the customer turns to the product's group, as a logarithm: ln((n_g / q_g + k) / (n + k)),
 * where n_g of their n touches, one a sitting and product, are of the group and a share q_g of everybody's.
 */
export const interest = (
  name: string,
  groupsOf: (ground: Ground) => Groups,
  sharesOf: (ground: Ground) => Float64Array,
): Feature =>
  perGroup(
    name,
    groupsOf,
    (ground, { sittings }, { names, of }) => {
      const shares = sharesOf(ground);
      const counts = new Float64Array(names.length);
      let total = 0;
      for (const [product, count] of sittings.byProduct) {
        const group = of[product] ?? -1;
        if (group < 0) continue;
        counts[group] = (counts[group] ?? 0) + count;
        total += count;
      }
      return counts.map((count, group) =>
        Math.log((count / (shares[group] ?? 1) + DOUBT_OF_INTEREST) / (total + DOUBT_OF_INTEREST)),
      );
    },
    groupOfProduct(groupsOf),
  );

/** ln(1 + how much the customer's touches of the product itself count). */
export const ofProduct = (name: string, sumsOf: (shopper: Shopper) => Sums): Feature => ({
  name,
  fill: (_, shopper, column) => {
    column.fill(0);
    for (const [product, sum] of sumsOf(shopper)) column[product] = Math.log1p(sum);
  },
  because: nothingToSay,
});

/** How much more the product is liked by customers of whom the same is true. */
export const lift = (fact: Fact): Feature => ({
  name: fact,
  fill: ({ facts }, { basket }, column) => {
    const { values, logs } = facts[fact];
    const own = logs[values.indexOf(basket.facts?.[fact] ?? "")];
    if (own === undefined) column.fill(0);
    else column.set(own);
  },
  because: (_, { basket }) => ({ kind: "PROFILE_LIKE_YOURS", what: `${fact}: ${basket.facts?.[fact] ?? ""}` }),
});

/** The share of the product's group in what the customer touched. */
export const share = (
  name: string,
  sumsOf: (shopper: Shopper) => Sums,
  groupsOf: (ground: Ground) => Groups,
): Feature =>
  perGroup(
    name,
    groupsOf,
    (_, shopper, { names, of }) => {
      const shares = new Float64Array(names.length);
      let total = 0;
      for (const [product, weight] of sumsOf(shopper)) {
        total += weight;
        const group = of[product] ?? -1;
        if (group >= 0) shares[group] = (shares[group] ?? 0) + weight;
      }
      return total > 0 ? shares.map((sum) => sum / total) : shares;
    },
    groupOfProduct(groupsOf),
  );

type Scores = Feature["fill"];
/**
 * A recommender's score against the mean of the customer's 20 best ones, so that it means the same in a small basket and
 * in a large one. On validation periods of Online Retail II and of MovieLens 100k it ranks better than the score itself and
 * than its root.
 */
export const amongBest = (name: string, score: Scores, because: Feature["because"]): Feature => ({
  name,
  fill: (ground, shopper, column) => {
    score(ground, shopper, column);
    const usual = meanOfTop(column, TOP);
    for (let product = 0; product < column.length; product++) {
      const value = column[product] ?? 0;
      column[product] = value > 0 && usual > 0 ? value / usual : 0;
    }
  },
  because,
});

/** ln(1 + that / .03): beside it, it tells the many low scores from none. 0 still says nothing. */
export const logAmongBest = (name: string, score: Scores, because: Feature["because"]): Feature => {
  const plain = amongBest(name, score, because);
  return {
    ...plain,
    fill: (ground, shopper, column) => {
      plain.fill(ground, shopper, column);
      for (let product = 0; product < column.length; product++) {
        const value = column[product] ?? 0;
        if (value !== 0) column[product] = Math.log1p(value / NOTHING); // most are 0, and a logarithm takes its time
      }
    },
  };
};
