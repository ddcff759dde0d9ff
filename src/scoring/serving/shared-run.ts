/**
 * Runs a task for all who ask at the same time. Who asks while it runs gets the run after that one, which begins later than
 * they asked. A run that fails does so for all who wait for it, and for nobody else.
 */
export class SharedRun {
  readonly #task: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** A run that has begun since. */
  fromNowOn(): Promise<void> {
    if (this.#running === undefined) return this.#begin();
    const begin = () => this.#begin();
    this.#next ??= this.#running.then(begin, begin);
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    this.#running = this.#task().finally(() => {
      if (this.#next === undefined) this.#running = undefined; // else the next one takes its place at once
    });
    return this.#running;
  }
}
