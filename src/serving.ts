import type { Logger } from "pino";
import { type App, makeApp } from "./app.ts";
import type { Config } from "./config.ts";
import { type Front, openFront } from "./front.ts";
import { inThread } from "./in-thread.ts";
import type { Metrics } from "./metrics.ts";
import type { Database } from "./open-database.ts";
import { builtPlayground } from "./playground/index.ts";
import type { ShopSettings } from "./shop/index.ts";

/** What there is to serve, once the database is open. */
export interface Served {
  readonly database: Database;
  readonly shop: ShopSettings;
  readonly playgroundKey: string | undefined;
  /** Called where the RFM cut points may have moved. */
  readonly ordersChanged: () => void;
}

/** The API as the network sees it, whoever serves it. */
export interface Serving {
  /** Tells everybody from now on that it is starting, and gives its URL. */
  listen(): Promise<string>;
  /** The API is there when this is done. */
  begin(served: Served): Promise<void>;
  /** Says that it is ending, and still serves. */
  stopping(): void;
  stop(graceMs: number): Promise<void>;
  /** Tells why, where it cannot go on; otherwise never. */
  readonly ended: Promise<string>;
}

export interface ServingOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface ServesHereOptions extends ServingOptions {
  /** The text of /metrics; undefined where it cannot be had at the moment. */
  figures(): Promise<string | undefined>;
}

/** Served by this very process. */
export class ServesHere implements Serving {
  readonly ended = new Promise<string>(() => {});
  readonly #options: ServesHereOptions;
  #front: Front | undefined;
  #app: App | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: ServesHereOptions) {
    this.#options = options;
  }

  async listen(): Promise<string> {
    return (await this.#listening()).url;
  }

  /** Listens only when all is there, unless it does so already: nobody who could be served elsewhere is told to wait. */
  async begin({ database, ...served }: Served): Promise<void> {
    const { config, log, metrics } = this.#options;
    const { dataSource } = database;
    const playgroundFolder = builtPlayground();
    const clock = () => new Date();
    const publicUrl = (): string => config.publicUrl ?? this.#front?.url ?? "";
    const parts = { dataSource, ...config, ...served, publicUrl, playgroundFolder, metrics, inThread, log, clock };
    this.#app = await makeApp(parts);
    this.#app.warm().catch((error: unknown) => log.warn({ err: error }, "models are read when they are asked for"));
    const front = await this.#listening();
    front.serve(this.#app, () => database.answers());
  }

  stopping(): void {
    this.#front?.stopping();
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#stop(graceMs);
    return this.#stopped;
  }

  async #listening(): Promise<Front> {
    const { config, log, metrics, figures } = this.#options;
    const failed = (error: unknown, requestId: string) => log.error({ err: error, requestId }, "a request failed");
    this.#front ??= await openFront({ ...config, log, metrics, figures, failed });
    return this.#front;
  }

  async #stop(graceMs: number): Promise<void> {
    await this.#front?.stop(graceMs);
    await this.#app?.stop();
  }
}
