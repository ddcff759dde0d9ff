import pg from "pg";

/** A network that drops packets tells nobody: the connection is asked so often, and given up where it does not answer. */
const ASKED_EVERY_MS = 15_000;
const LONGEST_ANSWER_MS = 5_000;

/** One connection that listens, from when it is made until it breaks or is ended. */
export class NoticeLine {
  readonly #client: pg.Client;
  readonly #listening = new Map<string, Promise<unknown>>();
  #last: Promise<unknown> = Promise.resolve();
  #why: unknown = new Error("the connection ended");

  constructor(url: string, told: (channel: string, payload: string) => void) {
    this.#client = new pg.Client({
      connectionString: url,
      application_name: "tributary notices",
      connectionTimeoutMillis: LONGEST_ANSWER_MS,
      query_timeout: LONGEST_ANSWER_MS,
    });
    this.#client.on("error", (error) => {
      this.#why = error; // its end follows
    });
    this.#client.on("notification", ({ channel, payload = "" }) => told(channel, payload));
  }

  /** `ended` is told why, once, when it has been made and is there no more. */
  async open(ended: (why: unknown) => void): Promise<void> {
    await this.#client.connect();
    const asking = setInterval(() => this.#ask("select 1").catch(() => this.cut()), ASKED_EVERY_MS).unref();
    this.#client.once("end", () => {
      clearInterval(asking);
      ended(this.#why);
    });
  }

  /** Done when all that is told from now on is heard. */
  listen(channel: string): Promise<unknown> {
    const listening = this.#listening.get(channel) ?? this.#ask(`listen ${pg.escapeIdentifier(channel)}`);
    this.#listening.set(channel, listening);
    listening.catch(() => this.#listening.delete(channel)); // to be asked for again
    return listening;
  }

  cut(): void {
    this.#client.connection.stream.destroy();
  }

  async end(): Promise<void> {
    await this.#client.end().catch(() => {}); // it is gone, whatever it says
  }

  /** One question after the other, as pg wants it. */
  #ask(text: string): Promise<unknown> {
    const asked = this.#last.catch(() => {}).then(() => this.#client.query(text)); // whoever asked before was told
    this.#last = asked;
    return asked;
  }
}
