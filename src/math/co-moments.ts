/** Weighted means and covariances of columns, gathered row by row; the rows themselves are not kept. */
export class CoMoments {
  readonly columns: number;
  /** The sum of the weights. */
  weight = 0;
  /** Sums are taken of the distances to the first row: a column that never changes then has a variance of exactly 0. */
  readonly origin: Float64Array;
  readonly #sums: Float64Array;
  readonly #distance: Float64Array;
  /** The lower triangle, row by row. */
  readonly #products: Float64Array;

  constructor(origin: Float64Array) {
    this.columns = origin.length;
    this.origin = origin.slice();
    this.#sums = new Float64Array(origin.length);
    this.#distance = new Float64Array(origin.length);
    this.#products = new Float64Array((origin.length * (origin.length + 1)) / 2);
  }

  /** O(columns^2). */
  add(row: Float64Array, weight: number): void {
    const [distance, sums, products] = [this.#distance, this.#sums, this.#products];
    for (let column = 0; column < this.columns; column++)
      distance[column] = (row[column] ?? 0) - (this.origin[column] ?? 0);
    this.weight += weight;
    let place = 0;
    for (let left = 0; left < this.columns; left++) {
      const weighted = weight * (distance[left] ?? 0);
      sums[left] = (sums[left] ?? 0) + weighted;
      for (let right = 0; right <= left; right++) {
        products[place] = (products[place] ?? 0) + weighted * (distance[right] ?? 0);
        place++;
      }
    }
  }

  /** Those of both together; they must have the same origin. */
  plus(other: CoMoments): CoMoments {
    if (this.origin.some((value, column) => value !== other.origin[column])) {
      throw new Error("moments can be added where they are distances to the same row alone");
    }
    const both = new CoMoments(this.origin);
    both.weight = this.weight + other.weight;
    for (const column of both.#sums.keys()) both.#sums[column] = (this.#sums[column] ?? 0) + (other.#sums[column] ?? 0);
    for (const place of both.#products.keys()) {
      both.#products[place] = (this.#products[place] ?? 0) + (other.#products[place] ?? 0);
    }
    return both;
  }

  /** Those of some of the columns, in this order. O(columns^2). */
  only(columns: readonly number[]): CoMoments {
    const some = new CoMoments(Float64Array.from(columns, (column) => this.origin[column] ?? 0));
    some.weight = this.weight;
    let place = 0;
    for (const [at, left] of columns.entries()) {
      some.#sums[at] = this.#sums[left] ?? 0;
      for (const right of columns.slice(0, at + 1)) some.#products[place++] = this.#products[placeOf(left, right)] ?? 0;
    }
    return some;
  }

  mean(column: number): number {
    return (this.origin[column] ?? 0) + (this.#sums[column] ?? 0) / this.weight;
  }

  /** sum w (a - mean a) (b - mean b) / sum w. */
  covariance(left: number, right: number): number {
    const product = (this.#products[placeOf(left, right)] ?? 0) / this.weight;
    return product - (((this.#sums[left] ?? 0) / this.weight) * (this.#sums[right] ?? 0)) / this.weight;
  }

  /** 0 where the column is the same in every row. */
  deviation(column: number): number {
    const variance = this.covariance(column, column);
    const square = (this.#products[placeOf(column, column)] ?? 0) / this.weight;
    return variance > Math.max(ROUNDING * square, NOTHING) ? Math.sqrt(variance) : 0;
  }
}

/** Of a pair of columns, in the lower triangle. */
function placeOf(left: number, right: number): number {
  const [high, low] = [Math.max(left, right), Math.min(left, right)];
  return (high * (high + 1)) / 2 + low;
}

/** What is left of a difference of two equal sums, as a share of either. */
const ROUNDING = 1e-12;
/** What rounding leaves of values that are all 0, such as the logarithm of a ratio of two equal sums. */
const NOTHING = 1e-24;
