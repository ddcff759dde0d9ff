import type { SparseRows } from "../../../math/sparse-rows.ts";

/** What is learned of products by what they are, and of people by what they tell of themselves. */
export interface ContentModel {
  readonly halfLifeDays: number;
  /** 1 or 2: see scoreByContent. */
  readonly degree: number;
  readonly terms: readonly string[];
  /** The group of each term, as its place in GROUPS. */
  readonly groups: Uint8Array;
  /** By term how much it counts for being rare; with the bands of prices, for products that are added later. */
  readonly idf: Float64Array;
  readonly priceFloors: readonly number[];
  /** A row a product, a column a term. */
  readonly vectors: SparseRows;
  /** The same, a row a term, a column a product: who looks for a term finds its products at once. */
  readonly postings: SparseRows;
  /** What each product's likeness is multiplied by: (1 + its popularity) ^ the setting. */
  readonly popularity: Float64Array;
  /** Such as "country: DE". */
  readonly facts: readonly string[];
  /** A row a fact, a column a term: the mean taste of customers of whom the fact is true. */
  readonly factTastes: SparseRows;
}
