import { on } from "node:events";
import type { Metrics } from "../metrics.ts";
import type { FromWorker, Instruction, ToWorker } from "./messages.ts";

/** Many changes are told as one. */
const ORDERS_CHANGED_MS = 100;

/** The process that keeps this one, as a worker sees it. Where it ends, Node ends this one too. */
export class Primary {
  readonly #metrics: Metrics;
  /** Kept from here on, until they are read. */
  readonly #messages = on(process, "message") as AsyncIterable<[ToWorker]>;
  readonly #asked = new Map<number, (text: string | undefined) => void>();
  #questions = 0;
  #changed: NodeJS.Timeout | undefined;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    process.on("message", (message: ToWorker) => {
      if (message.kind === "figures?") void this.#tellFigures(message.number);
      if (message.kind === "sum") this.#asked.get(message.number)?.(message.text);
    });
  }

  tell(word: FromWorker): void {
    process.send?.(word, undefined, undefined, () => {}); // a primary that has gone takes this process with it
  }

  ordersChanged(): void {
    this.#changed ??= setTimeout(() => {
      this.#changed = undefined;
      this.tell({ kind: "orders changed" });
    }, ORDERS_CHANGED_MS).unref();
  }

  /** What this worker is to do, one after the other; figures go to and fro meanwhile. */
  async *instructions(): AsyncGenerator<Instruction> {
    for await (const [message] of this.#messages) {
      if (message.kind !== "figures?" && message.kind !== "sum") yield message;
    }
  }

  /** The text of /metrics for the whole program; undefined where it cannot be had at the moment. */
  async sum(): Promise<string | undefined> {
    const number = this.#questions++;
    try {
      return await new Promise((resolve) => {
        this.#asked.set(number, resolve);
        this.tell({ kind: "sum?", number });
      });
    } finally {
      this.#asked.delete(number);
    }
  }

  async #tellFigures(number: number): Promise<void> {
    this.tell({ kind: "figures", number, figures: await this.#metrics.figures() });
  }
}
