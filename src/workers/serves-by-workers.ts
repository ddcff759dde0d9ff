import cluster from "node:cluster";
import { fileURLToPath } from "node:url";
import { poolUse } from "../database/pool.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import { findPort } from "../http/server.ts";
import { type Figures, sumOf, textOf } from "../metrics.ts";
import type { Served, Serving, ServingOptions } from "../serving.ts";
import type { FromWorker, Instruction } from "./messages.ts";
import type { WorkerProcess } from "./worker-process.ts";
import { Workers } from "./workers.ts";

export interface ByWorkersOptions extends ServingOptions {
  /** What a worker runs. */
  readonly program: URL;
}

/** Served by several processes that share one port. This one keeps them, and does what is to be done once. */
export class ServesByWorkers implements Serving {
  readonly ended: Promise<string>;
  readonly #options: ByWorkersOptions;
  readonly #workers: Workers;
  #served: Served | undefined;
  #isStopping = false;
  /** What workers that have ended had counted. */
  #past: Promise<Figures> = Promise.resolve([]);
  #stopped: Promise<void> | undefined;

  constructor(options: ByWorkersOptions) {
    this.#options = options;
    this.#workers = new Workers({
      count: options.config.workers,
      log: options.log,
      instructions: () => this.#instructions(),
      heard: (word, from) => this.#heard(word, from),
      ended: (worker) => this.#lost(worker),
    });
    this.ended = this.#workers.gaveUp;
  }

  /** The port is looked at before a process is made for it; each of them then finds it by its number. */
  async listen(): Promise<string> {
    const { config, program } = this.#options;
    const { url, port } = await findPort(config);
    cluster.setupPrimary({ exec: fileURLToPath(program), args: [] });
    this.#workers.start({ PORT: String(port) });
    return url;
  }

  async begin(served: Served): Promise<void> {
    const { dataSource } = served.database;
    this.#options.metrics.watchPool(() => poolUse(dataSource));
    this.#served = served;
    for (const instruction of this.#instructions()) this.#workers.tell(instruction);
    const why = await Promise.race([this.#workers.serving(), this.ended]);
    if (why !== undefined) throw new StartRefusal(why);
  }

  stopping(): void {
    this.#isStopping = true;
    this.#workers.tell({ kind: "stopping" });
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= this.#workers.stop(graceMs);
    return this.#stopped;
  }

  /** What a worker is to do that starts now. */
  #instructions(): Instruction[] {
    if (this.#served === undefined) return [{ kind: "listen" }];
    const { database, shop, playgroundKey } = this.#served;
    const serve: Instruction = { kind: "serve", databaseUrl: database.url, shop, playgroundKey };
    return this.#isStopping ? [serve, { kind: "stopping" }] : [serve];
  }

  #heard(word: FromWorker, from: WorkerProcess): void {
    if (word.kind === "orders changed") this.#served?.ordersChanged();
    if (word.kind === "sum?") void this.#answer(word.number, from);
  }

  /** It may have told less than it did. */
  #lost(worker: WorkerProcess): void {
    this.#served?.ordersChanged();
    this.#past = this.#past.then((past) => sumOf([past, worker.counts()]));
  }

  async #answer(number: number, worker: WorkerProcess): Promise<void> {
    try {
      worker.tell({ kind: "sum", number, text: await this.#sum() });
    } catch (error) {
      this.#options.log.warn({ err: error }, "not every worker tells its figures");
      worker.tell({ kind: "sum", number });
    }
  }

  /** Those who have ended and those who are alive are told apart at one moment, so that nobody counts twice. */
  async #sum(): Promise<string> {
    const past = this.#past;
    const theirs = this.#workers.all.map((worker) => worker.figures());
    const own = this.#options.metrics.figures();
    return textOf(await Promise.all([own, past, ...theirs]));
  }
}
