import { hash } from "node:crypto";

/** Some 300 bytes each, with reasons a few times as many. */
const MOST = 10_000;

/**
 * Lists that were worked out before. A list depends on what is asked, what is known of the customer, the models and the catalogue,
 * all of which are in its key, and on nothing else: so nothing has to be told when any of them changes, and what is out of date is
 * forgotten since nobody asks for it any more.
 */
export class KnownLists<List> {
  readonly #lists = new Map<string, List>();

  /** What was worked out for this key, or now is. */
  of(parts: readonly string[], work: () => List): List {
    const key = hash("sha1", parts.join("\u0000"), "base64");
    const known = this.#lists.get(key);
    if (known !== undefined) this.#lists.delete(key); // the one used last stands last
    const list = known ?? work();
    this.#lists.set(key, list);
    if (this.#lists.size > MOST) this.#lists.delete(this.#lists.keys().next().value ?? "");
    return list;
  }
}
