import pg from "pg";

/** For connecting, and for the answer: two seconds in all. */
const LONGEST_MS = 1_000;

/**
 * Asks whether the database answers, on a connection of its own: a pool whose connections are all at work is busy, not
 * dead. However many ask, one question is under way.
 */
export class Probe {
  readonly #pool: pg.Pool;
  #asked: Promise<boolean> | undefined;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: "tributary health",
      max: 1,
      connectionTimeoutMillis: LONGEST_MS,
      query_timeout: LONGEST_MS,
    });
    this.#pool.on("error", () => {}); // the next question finds out
  }

  answers(): Promise<boolean> {
    this.#asked ??= this.#pool
      .query("select 1")
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.#asked = undefined;
      });
    return this.#asked;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}
