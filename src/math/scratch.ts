/** Doubles that are used again and again: 80 KB for each list of 10,000 products would keep the collector busy. */
export class Scratch {
  #doubles = new Float64Array();

  /** So many doubles, with whatever the last user left in them; they are the caller's until the next call. */
  of(length: number): Float64Array {
    if (this.#doubles.length !== length) this.#doubles = new Float64Array(length);
    return this.#doubles;
  }
}
