/** A task that took a second rests for twenty: under a steady stream of changes it takes no more than its share. */
const REST = 20;

/**
 * Runs a task soon after something has changed, once for many changes, and never twice at the same time. A task that
 * fails is reported and tried again at the next change.
 */
export class Settled {
  readonly #task: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  readonly #delay: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #restsUntil = 0;
  #stopped = false;

  constructor(task: () => Promise<void>, failed: (error: unknown) => void, delayMs: number) {
    this.#task = task;
    this.#failed = failed;
    this.#delay = delayMs;
  }

  /** Something has changed. The first change sets the time, so that a steady stream does not put it off for ever. */
  changed(): void {
    const wait = Math.max(this.#delay, this.#restsUntil - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, wait).unref();
  }

  /** Does at once what is outstanding, and waits for it. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#start();
    }
    await this.#running;
  }

  /** Begins no more; what runs is not waited for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped = true;
  }

  #start(): void {
    this.#running = this.#running
      .then(async () => {
        const started = performance.now();
        await this.#task();
        const ended = performance.now();
        this.#restsUntil = ended + REST * (ended - started);
      })
      .catch((error: unknown) => {
        if (!this.#stopped) this.#failed(error); // else the database was closed under it
      });
  }
}
