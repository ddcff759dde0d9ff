import { type Entry, entriesOf, type SparseRows, sparseRows } from "../../../math/sparse-rows.ts";
import { rememberedOf } from "../remember.ts";
import type { ContentModel } from "./model.ts";
import { GROUPS } from "./terms.ts";

/** An aisle of fewer products would take longer to look at than they do: these share one. */
const LEAST_PRODUCTS = 8;

const CATEGORY = GROUPS.indexOf("CATEGORY");

/** Of these an aisle's ceiling is near enough: a category is that of the aisle, and words are many that say little. */
export const BOUNDED: readonly number[] = [GROUPS.indexOf("WORDS"), CATEGORY];

/** Products of the same category, and what none of them exceeds: most aisles need not be looked into. */
export interface Aisles {
  readonly count: number;
  /** By product its aisle. */
  readonly of: Int32Array;
  /** The products of aisle b are those from starts[b] up to, not including, starts[b + 1]: the most popular first. */
  readonly starts: Int32Array;
  readonly products: Int32Array;
  /** In the order of these products, as they are read one after the other: their popularity, and... */
  readonly popularity: Float64Array;
  /** ...a row each, what their vectors have beside words and categories. */
  readonly others: SparseRows;
  /** Row b: the highest value that a product of the aisle has of each term of the category. */
  readonly categories: SparseRows;
  /** At b * GROUPS.length + g: the length of the longest vector that a product of the aisle has of a group, Euclid's... */
  readonly lengths: Float64Array;
  /** ...and as the sum of its values. */
  readonly sums: Float64Array;
}

/** Once for a model. O(entries of all vectors + products log products). */
export const aislesOf = rememberedOf((model: ContentModel): Aisles => {
  const { of, count } = dividedByCategory(model);
  const { popularity } = model;
  const products = Int32Array.from(of.keys()).sort(
    (left, right) =>
      (of[left] ?? 0) - (of[right] ?? 0) || (popularity[right] ?? 0) - (popularity[left] ?? 0) || left - right,
  );
  const starts = new Int32Array(count + 1);
  for (const aisle of of) starts[aisle + 1] = (starts[aisle + 1] ?? 0) + 1;
  for (let aisle = 0; aisle < count; aisle++) starts[aisle + 1] = (starts[aisle + 1] ?? 0) + (starts[aisle] ?? 0);
  return {
    ...{ count, of, starts, products },
    popularity: Float64Array.from(products, (product) => popularity[product] ?? 0),
    others: sparseRows(
      Array.from(products, (product) =>
        entriesOf(model.vectors, product).filter(([term]) => !BOUNDED.includes(model.groups[term] ?? -1)),
      ),
    ),
    ...longestOf(model, of, count),
  };
});

function dividedByCategory({ vectors, groups }: ContentModel): { of: Int32Array; count: number } {
  const keys = Array.from({ length: vectors.starts.length - 1 }, (_, product) =>
    entriesOf(vectors, product)
      .map(([term]) => term)
      .filter((term) => groups[term] === CATEGORY)
      .join(),
  );
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const aisles = new Map<string, number>();
  const of = Int32Array.from(keys, (key) => {
    const name = (sizes.get(key) ?? 0) < LEAST_PRODUCTS ? "few" : key;
    const aisle = aisles.get(name) ?? aisles.size;
    aisles.set(name, aisle);
    return aisle;
  });
  return { of, count: aisles.size };
}

function longestOf(
  { vectors, groups }: ContentModel,
  of: Int32Array,
  count: number,
): Pick<Aisles, "categories" | "lengths" | "sums"> {
  const categories = Array.from({ length: count }, () => new Map<number, number>());
  const [lengths, sums] = [new Float64Array(count * GROUPS.length), new Float64Array(count * GROUPS.length)];
  for (const [product, aisle] of of.entries()) {
    const [squares, sum] = [new Float64Array(GROUPS.length), new Float64Array(GROUPS.length)];
    for (const [term, value] of entriesOf(vectors, product)) {
      const group = groups[term] ?? 0;
      squares[group] = (squares[group] ?? 0) + value * value;
      sum[group] = (sum[group] ?? 0) + value;
      const highest = categories[aisle];
      if (group === CATEGORY) highest?.set(term, Math.max(highest.get(term) ?? 0, value));
    }
    for (let group = 0; group < GROUPS.length; group++) {
      const place = aisle * GROUPS.length + group;
      lengths[place] = Math.max(lengths[place] ?? 0, Math.sqrt(squares[group] ?? 0));
      sums[place] = Math.max(sums[place] ?? 0, sum[group] ?? 0);
    }
  }
  return { categories: sparseRows(categories.map((row): Entry[] => [...row])), lengths, sums };
}
