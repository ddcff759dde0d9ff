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
  #running: Promise<void> | undefined;
  #changedMeanwhile = false;
  #restsUntil = 0;
  #stopped = false;

  constructor(task: () => Promise<void>, failed: (error: unknown) => void, delayMs: number) {
    this.#task = task;
    this.#failed = failed;
    this.#delay = delayMs;
  }

  /** Something has changed. The first change sets the time, so that a steady stream does not put it off for ever. */
  changed(): void {
    if (this.#running !== undefined) this.#changedMeanwhile = true;
    else this.#arm();
  }

  /** Does at once what is outstanding, and waits for it. */
  async flush(): Promise<void> {
    await this.#running;
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    await this.#run();
  }

  /** Begins no more; what runs is not waited for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped = true;
  }

  #arm(): void {
    const wait = Math.max(this.#delay, this.#restsUntil - performance.now());
    this.#timer ??= setTimeout(() => void this.#run(), wait).unref();
  }

  #run(): Promise<void> {
    this.#timer = undefined;
    const started = performance.now();
    this.#running = this.#task()
      .catch((error: unknown) => {
        if (!this.#stopped) this.#failed(error); // else the database was closed under it
      })
      .finally(() => {
        const ended = performance.now();
        this.#restsUntil = ended + REST * (ended - started);
        this.#running = undefined;
        if (this.#changedMeanwhile && !this.#stopped) this.#arm();
        this.#changedMeanwhile = false;
      });
    return this.#running;
  }
}
