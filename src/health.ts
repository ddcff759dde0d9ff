import { failure, onlyGet, type Response, type Route, type Routes } from "./http/server.ts";

const STARTING = "starting: the database's tables are being brought up to date";
const STOPPING = "stopping";
const NO_ANSWER = "the database does not answer";

/** What the process says of itself: that it lives, and whether requests are welcome. */
export class Health {
  #answers: (() => Promise<boolean>) | undefined;
  #stopping = false;

  readonly routes: Routes = new Map([
    ["/health/live", onlyGet(async () => say(200, { live: true }))],
    [
      "/health/ready",
      onlyGet(async () => {
        const missing = await this.#missing();
        return missing === undefined ? say(200, { ready: true }) : say(503, { ready: false, missing });
      }),
    ],
  ]);

  /** The tables are there; from now on it is a matter of whether the database answers. */
  started(answers: () => Promise<boolean>): void {
    this.#answers = answers;
  }

  stopping(): void {
    this.#stopping = true;
  }

  async #missing(): Promise<string | undefined> {
    if (this.#stopping) return STOPPING;
    if (this.#answers === undefined) return STARTING;
    return (await this.#answers()) ? undefined : NO_ANSWER;
  }
}

/** What /graphql says until there is an API. */
export const starting: Route = async () =>
  failure(503, `Tributary is ${STARTING}.`, { code: "STARTING" }, { "retry-after": "1" });

function say(status: number, content: object): Response {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { status, headers, body: JSON.stringify(content) };
}
