import cluster, { type Worker } from "node:cluster";
import { countsOf, type Figures } from "../metrics.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** A worker that was asked is busy, or stands still, where it has not answered by then. */
const LONGEST_ANSWER_MS = 5_000;

/** How a process ended, as the log tells it. */
export interface Ending {
  readonly code?: number;
  readonly signal?: string;
  readonly err?: Error;
}

/** One worker as the primary process sees it, from its start to its end. */
export class WorkerProcess {
  readonly ended: Promise<Ending>;
  /** Since when, in the milliseconds of the process; undefined before. */
  servingSince: number | undefined;
  readonly #worker: Worker;
  readonly #asked = new Map<number, (figures: Figures) => void>();
  #hears = false;
  #questions = 0;
  #figures: Figures = [];

  constructor(environment: object, heard: (word: FromWorker, from: WorkerProcess) => void) {
    this.#worker = cluster.fork(environment);
    this.ended = new Promise((resolve) => {
      this.#worker.on("exit", (code, signal) => resolve(signal === null ? { code } : { signal }));
      this.#worker.on("error", (error) => {
        this.kill();
        resolve({ err: error }); // there may be no process that could exit
      });
    });
    void this.ended.then(() => {
      for (const answer of this.#asked.values()) answer(this.counts());
    });
    this.#worker.on("message", (word: FromWorker) => {
      this.#hears = true;
      if (word.kind === "serving") this.servingSince = performance.now();
      if (word.kind === "figures") this.#answered(word.number, word.figures);
      else heard(word, this);
    });
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  /** One that is still loading is told what to do when it hears, one that is ending is replaced by one that is told. */
  tell(message: ToWorker): void {
    if (this.#hears && this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  /** Of a worker that ends meanwhile, what it had counted when it was asked last. */
  async figures(): Promise<Figures> {
    if (!this.#hears) return [];
    const number = this.#questions++;
    const { promise: late, end } = lateness(LONGEST_ANSWER_MS);
    const told = new Promise<Figures>((resolve) => this.#asked.set(number, resolve));
    this.tell({ kind: "figures?", number });
    try {
      return await Promise.race([told, late]); // not with its end: each answer would be kept until then
    } finally {
      end();
      this.#asked.delete(number);
    }
  }

  /** What it had counted when it was asked last. */
  counts(): Figures {
    return countsOf(this.#figures);
  }

  kill(): void {
    this.#worker.process.kill("SIGKILL");
  }

  #answered(number: number, figures: Figures): void {
    this.#figures = figures;
    this.#asked.get(number)?.(figures);
  }
}

function lateness(ms: number): { promise: Promise<never>; end: () => void } {
  let end = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("a worker does not answer")), ms);
    end = () => clearTimeout(timer);
  });
  return { promise, end };
}
