import { basketOf, type History, touchedProducts } from "../history.ts";
import { recommend } from "../recommend.ts";
import type { Recommender, Settings, Tools } from "../recommender.ts";
import { productsWith } from "../signals.ts";

export interface Lists {
  /** The products recommended to each customer, k a customer, in the order of `customers`; -1 where there were no more. */
  readonly products: Int32Array;
  readonly trainSeconds: number;
  readonly evidence: Readonly<Record<string, unknown>> | undefined;
}

/** Fits a recommender on the training history and recommends to each of some customers. `clock` gives milliseconds. */
export function recommendToAll(
  recommender: Recommender,
  training: History,
  settings: Settings,
  tools: Tools,
  customers: Int32Array,
  { k, excluding, clock }: { readonly k: number; readonly excluding: readonly number[]; readonly clock: () => number },
): Lists {
  const started = clock();
  const model = recommender.fit(training, settings, tools);
  const trainSeconds = (clock() - started) / 1000;
  const products = listsOf(recommender, model, training, customers, { k, excluding });
  return { products, trainSeconds, evidence: recommender.evidence?.(model) };
}

/** The products that a model recommends to each of some customers of its history, k a customer; -1 where there are no more. */
export function listsOf(
  recommender: Recommender,
  model: unknown,
  history: History,
  customers: Int32Array,
  { k, excluding }: { readonly k: number; readonly excluding: readonly number[] },
): Int32Array {
  const shelf = touchedProducts(history);
  const products = new Int32Array(customers.length * k).fill(-1);
  for (const [place, customer] of customers.entries()) {
    const list = recommend(recommender, model, basketOf(history, customer), { count: k, shelf, excluding });
    for (const [rank, { product }] of list.entries()) products[place * k + rank] = product;
  }
  return products;
}

/** Each customer's list without the places that stayed empty. */
export function* eachList(products: Int32Array, customers: number, k: number): Generator<Int32Array> {
  for (let customer = 0; customer < customers; customer++) {
    const list = products.subarray(customer * k, (customer + 1) * k);
    const end = list.indexOf(-1);
    yield end === -1 ? list : list.subarray(0, end);
  }
}

/** By product how many customers came to have it. */
export function ownersOf(history: History, goals: readonly number[]): Int32Array {
  const owners = new Int32Array(history.products.length);
  for (const customer of history.customers.keys()) {
    for (const product of productsWith(basketOf(history, customer), goals))
      owners[product] = (owners[product] ?? 0) + 1;
  }
  return owners;
}
