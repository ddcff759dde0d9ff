/**
 * Mean, sample variance and covariance of pairs that come one after the other, each looked at once: the distances are those to the
 * means so far, so that nothing is lost where values are large and lie close together. Welford 1962, Note on a Method for
 * Calculating Corrected Sums of Squares and Products.
 */
export class RunningMoments {
  count = 0;
  #mean = 0;
  #otherMean = 0;
  #sum = 0;
  #otherSum = 0;
  #squares = 0;
  #otherSquares = 0;
  #products = 0;

  /** O(1). */
  add(value: number, other = 0): void {
    this.count += 1;
    this.#sum += value;
    this.#otherSum += other;
    const [before, otherBefore] = [value - this.#mean, other - this.#otherMean];
    this.#mean += before / this.count;
    this.#otherMean += otherBefore / this.count;
    const after = other - this.#otherMean;
    this.#squares += before * (value - this.#mean);
    this.#otherSquares += otherBefore * after;
    this.#products += before * after;
  }

  /** From the sum, so that it is exact where the values are whole; 0 of none. */
  get mean(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  get otherMean(): number {
    return this.count === 0 ? 0 : this.#otherSum / this.count;
  }

  /** Of the values; divided by count - 1, and NaN of a single one. */
  get variance(): number {
    return this.#squares / (this.count - 1);
  }

  /** Of the other ones. */
  get otherVariance(): number {
    return this.#otherSquares / (this.count - 1);
  }

  get covariance(): number {
    return this.#products / (this.count - 1);
  }
}
