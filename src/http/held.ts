/** Each takes a descriptor and memory for as long as it likes; a shop has fewer screens that watch. */
const MOST_HELD = 1_000;

/** A connection that stays: a stream of events, or a socket. */
export interface Staying {
  readonly kind: "stream" | "socket";
  /** The server is ending: says so to the other side, and ends. */
  end(): void;
  /** Ends at once. */
  cut(): void;
}

/** The connections that stay, of which a process has a bounded number. */
export class Held {
  readonly #held = new Set<Staying>();

  get isFull(): boolean {
    return this.#held.size >= MOST_HELD;
  }

  count(kind: Staying["kind"]): number {
    return [...this.#held].filter((each) => each.kind === kind).length;
  }

  /** Gives what is called when it has gone. */
  add(staying: Staying): () => void {
    this.#held.add(staying);
    return () => this.#held.delete(staying);
  }

  end(): void {
    for (const each of [...this.#held]) each.end();
  }

  cut(): void {
    for (const each of [...this.#held]) each.cut();
  }
}
