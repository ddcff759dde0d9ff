import { hash } from "node:crypto";

/**
 * In rows of all lists together: half a kilobyte each with its reasons, so some 50 MB. Each list counts as a row more, or empty ones,
 * of filters that somebody makes up, would be kept without end.
 */
const MOST_ROWS = 100_000;
const sizeOf = (list: readonly unknown[]): number => list.length + 1;

/**
 * Lists that were worked out before. A list depends on what is asked, what is known of the customer, the models and the catalogue,
 * all of which are in its key, and on nothing else: so nothing has to be told when any of them changes, and what is out of date is
 * forgotten since nobody asks for it any more.
 */
export class KnownLists<List extends readonly unknown[]> {
  readonly #lists = new Map<string, List>();
  #rows = 0;

  /** What was worked out for this key, or now is. */
  of(parts: readonly string[], work: () => List): List {
    const key = hash("sha1", parts.join("\u0000"), "base64");
    const known = this.#lists.get(key);
    const list = known ?? work();
    if (known === undefined) this.#rows += sizeOf(list);
    else this.#lists.delete(key); // the one used last stands last
    this.#lists.set(key, list);
    for (const [oldest, forgotten] of this.#lists) {
      if (this.#rows <= MOST_ROWS) break;
      this.#lists.delete(oldest);
      this.#rows -= sizeOf(forgotten);
    }
    return list;
  }
}
