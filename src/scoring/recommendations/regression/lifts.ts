import { groupBy } from "../../../math/group-by.ts";
import type { SparseRows } from "../../../math/sparse-rows.ts";
import type { CustomerFacts, History } from "../history.ts";

/** So many likings of a product, as many as were to be expected, are added: two customers from Malta are no proof. */
const DOUBT = 5;
/** Of each fact the values of most customers. */
const MOST_VALUES = 64;

/** How much more each product is liked where something holds, such as a country, than by everybody. */
export interface Lifts {
  readonly values: readonly string[];
  /** By value, by product: ln((liked + 5) / (expected + 5)); 0 says no more than everybody does. */
  readonly logs: readonly Float32Array[];
}

export type Fact = Exclude<keyof CustomerFacts, "id">;

/** A liking is a customer and a product that they touched, however often. O(likings + values * products). */
export function factLifts({ customers, products }: History, likings: SparseRows, fact: Fact): Lifts {
  const everybody = new Float64Array(products.length);
  for (const column of likings.columns) everybody[column] = (everybody[column] ?? 0) + 1;
  const groups = groupBy(customers.keys(), (customer) => customers[customer]?.[fact]);
  groups.delete(undefined);
  const largest = [...groups].sort(([, left], [, right]) => right.length - left.length).slice(0, MOST_VALUES);
  return {
    values: largest.map(([value]) => value ?? ""),
    logs: largest.map(([, members]) => {
      const liked = new Float64Array(products.length);
      for (const customer of members) {
        for (let at = likings.starts[customer] ?? 0; at < (likings.starts[customer + 1] ?? 0); at++) {
          liked[likings.columns[at] ?? 0] = (liked[likings.columns[at] ?? 0] ?? 0) + 1;
        }
      }
      return logLifts(liked, everybody);
    }),
  };
}

/** The same by the channel of each touch. O(touches + channels * products). */
export function channelLifts({ channels, products, product, channel }: History): Lifts {
  const everybody = new Float64Array(products.length);
  const touched = channels.map(() => new Float64Array(products.length));
  for (const [touch, place] of product.entries()) {
    everybody[place] = (everybody[place] ?? 0) + 1;
    const own = touched[channel[touch] ?? 0];
    if (own) own[place] = (own[place] ?? 0) + 1;
  }
  return { values: channels, logs: touched.map((own) => logLifts(own, everybody)) };
}

function logLifts(liked: Float64Array, everybody: Float64Array): Float32Array {
  const share = sum(liked) / Math.max(1, sum(everybody));
  return Float32Array.from(liked, (count, product) =>
    Math.log((count + DOUBT) / ((everybody[product] ?? 0) * share + DOUBT)),
  );
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
