import { hash } from "node:crypto";

interface Known {
  name: string | undefined;
}

/** What PostgreSQL keeps of a statement is many times its text. */
const LONGEST_NAMED = 32_000;

/**
 * Which statements have a name: PostgreSQL plans one without anew each time, and one with a name costs memory in every
 * connection. The shapes of queries are their senders' to choose, so no more are named than this, the latest used.
 */
export class StatementNames {
  readonly #most: number;
  /** By text, the longest unused first. */
  readonly #known = new Map<string, Known>();
  readonly #live = new Set<string>();

  /** How often a name was given up: a connection that has seen as many has nothing to forget. */
  dropped = 0;

  constructor(most = 400) {
    this.#most = most;
  }

  /** The name of a statement; undefined the first time, since what comes once mostly never comes again. */
  nameOf(text: string): string | undefined {
    if (text.length > LONGEST_NAMED) return undefined;
    const known = this.#known.get(text);
    const entry: Known = { name: known === undefined ? undefined : (known.name ?? this.#newName(text)) };
    this.#known.delete(text);
    this.#known.set(text, entry);
    if (this.#known.size > this.#most) this.#dropOldest();
    return entry.name;
  }

  isLive(name: string): boolean {
    return this.#live.has(name);
  }

  /** By its text, so that no name ever means two statements, whoever shares the connection. */
  #newName(text: string): string {
    const name = `s_${hash("sha256", text, "hex").slice(0, 32)}`;
    this.#live.add(name);
    return name;
  }

  #dropOldest(): void {
    const [oldest] = this.#known;
    if (oldest === undefined) return;
    const [text, { name }] = oldest;
    this.#known.delete(text);
    if (name === undefined) return;
    this.#live.delete(name);
    this.dropped += 1;
  }
}
