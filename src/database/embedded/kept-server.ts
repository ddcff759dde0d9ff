import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "./server.ts";

/** A server that ends more often than this has a reason that starting it again does not mend. */
const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;
const PAUSE_MS = 200;

export interface KeptServerOptions {
  /** Starts it again, at the port that everybody knows. */
  readonly restart: (port: number) => Promise<Server>;
  readonly restarted: () => void;
}

/** A server that is started again where it ends without being asked to: killed, or out of memory. */
export class KeptServer {
  readonly port: number;
  /** Why it was given up; otherwise never. */
  readonly ended: Promise<string>;
  readonly #options: KeptServerOptions;
  #server: Server;
  #starting: Promise<unknown> | undefined;
  #stopping = false;
  #restarts: number[] = [];

  constructor(server: Server, options: KeptServerOptions) {
    this.port = server.port;
    this.#server = server;
    this.#options = options;
    this.ended = new Promise((resolve) => this.#watch(resolve));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#starting;
    await this.#server.stop();
  }

  #watch(giveUp: (why: string) => void): void {
    void this.#server.ended.then(() => {
      if (this.#stopping) return;
      this.#starting = this.#startAgain(giveUp);
    });
  }

  async #startAgain(giveUp: (why: string) => void): Promise<void> {
    const now = performance.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < WITHIN_MS), now];
    if (this.#restarts.length > MOST_RESTARTS) return giveUp("PostgreSQL ends again and again");
    await sleep(PAUSE_MS);
    try {
      this.#server = await this.#options.restart(this.port);
    } catch (error) {
      return giveUp(`PostgreSQL has ended and does not start again: ${error instanceof Error ? error.message : error}`);
    }
    this.#watch(giveUp);
    this.#options.restarted();
    return undefined;
  }
}
