import { addRow, type Entry, type SparseRows, sparseRows } from "../../../math/sparse-rows.ts";
import { topPlaces } from "../../../math/top-places.ts";
import type { CustomerFacts, History } from "../history.ts";

/** As many customers without any taste are added to those of a fact, so that two from Malta do not speak for Malta. */
const DOUBT = 5;
const STRONGEST_TERMS = 300;

export interface FactTastes {
  readonly facts: readonly string[];
  /** A row a fact, a column a term. */
  readonly factTastes: SparseRows;
}

/** What a customer tells of themselves, such as "country: DE". */
export function factsOf({ country, gender, ageBand, occupation }: Omit<CustomerFacts, "id">): string[] {
  return Object.entries({ country, gender, ageBand, occupation }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
}

/**
 * The mean taste of the customers of each fact: each of them counts the same, however much they buy, and of the mean the
 * strongest terms are kept. O(touches * facts of a customer + facts * entries of the vectors).
 */
export function factTastesOf(
  history: History,
  weights: Float64Array,
  vectors: SparseRows,
  termCount: number,
): FactTastes {
  const likings = likingsByFact(history, weights);
  const rows = [...likings.values()].map(({ customers, liking }) => {
    const taste = new Float64Array(termCount);
    for (const [product, weight] of liking.entries()) {
      if (weight > 0) addRow(vectors, product, weight / (customers + DOUBT), taste);
    }
    return strongestOf(taste);
  });
  return { facts: [...likings.keys()], factTastes: sparseRows(rows) };
}

function likingsByFact(
  history: History,
  weights: Float64Array,
): Map<string, { customers: number; liking: Float64Array }> {
  const { products, customers, starts, product } = history;
  const likings = new Map<string, { customers: number; liking: Float64Array }>();
  for (const [customer, facts] of customers.entries()) {
    const [from, to] = [starts[customer] ?? 0, starts[customer + 1] ?? 0];
    const total = weights.subarray(from, to).reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0)) continue;
    for (const fact of factsOf(facts)) {
      const known = likings.get(fact) ?? { customers: 0, liking: new Float64Array(products.length) };
      likings.set(fact, known);
      known.customers++;
      for (let touch = from; touch < to; touch++) {
        const place = product[touch] ?? 0;
        known.liking[place] = (known.liking[place] ?? 0) + (weights[touch] ?? 0) / total;
      }
    }
  }
  return likings;
}

const strongestOf = (taste: Float64Array): Entry[] =>
  topPlaces(taste, STRONGEST_TERMS)
    .map((term): Entry => [term, taste[term] ?? 0])
    .filter(([, value]) => value > 0)
    .sort(([left], [right]) => left - right);
