import type { SparseRows } from "../../../math/sparse-rows.ts";
import type { Groups } from "../groups.ts";
import type { History } from "../history.ts";
import { likingsMatrix, popularityOf } from "../likings.ts";
import type { Ground } from "./ground.ts";

const MONTH = 28;

type CategoryTerms = Pick<Ground, "categoryShares" | "categoryMonth" | "shareOfCategory">;

/** What is popular now among categories, as seasons have it, and in each of them. O(likings + products). */
export function categoryTerms(history: History, likings: SparseRows, categories: Groups): CategoryTerms {
  const ever = popularityOf(likings, history.products.length);
  const month = popularityOf(likingsMatrix(history, MONTH), history.products.length);
  const ofMonth = sharesOf(month, categories);
  const means = meansOf(ever, categories);
  return {
    categoryShares: sharesOf(ever, categories),
    categoryMonth: byProduct(categories, (group) => Math.log((ofMonth[group] ?? 0) * ofMonth.length)),
    shareOfCategory: byProduct(categories, (group, product) =>
      Math.log(((ever[product] ?? 0) + 1) / ((means[group] ?? 0) + 1)),
    ),
  };
}

const byProduct = ({ of }: Groups, valueFor: (group: number, product: number) => number): Float64Array =>
  Float64Array.from(of, (group, product) => (group < 0 ? 0 : valueFor(group, product)));

/** One liking is added to each: none is 0. */
function sharesOf(popularity: Float64Array, groups: Groups): Float64Array {
  const sums = sumsOf(popularity, groups);
  const all = sums.reduce((sum, each) => sum + each + 1, 0);
  return sums.map((sum) => (sum + 1) / all);
}

function meansOf(popularity: Float64Array, groups: Groups): Float64Array {
  const sizes = sumsOf(new Float64Array(popularity.length).fill(1), groups);
  return sumsOf(popularity, groups).map((sum, group) => sum / (sizes[group] ?? 1));
}

function sumsOf(values: Float64Array, { names, of }: Groups): Float64Array {
  const sums = new Float64Array(names.length);
  for (const [product, group] of of.entries()) {
    if (group >= 0) sums[group] = (sums[group] ?? 0) + (values[product] ?? 0);
  }
  return sums;
}
