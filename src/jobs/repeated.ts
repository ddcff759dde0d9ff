/** Runs a task again and again, never twice at the same time; one that fails is reported and tried again at its time. */
export class Repeated {
  readonly #task: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(task: () => Promise<void>, failed: (error: unknown) => void) {
    this.#task = task;
    this.#failed = failed;
  }

  start(everyMs: number): void {
    this.#timer ??= setInterval(() => void this.now(), everyMs).unref();
  }

  /** Runs it at once, or waits for the run that is under way. */
  now(): Promise<void> {
    this.#running ??= this.#task()
      .catch((error: unknown) => {
        if (!this.#stopped) this.#failed(error); // else the database was closed under it
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  /** Begins no more; what runs is not waited for. */
  stop(): void {
    clearInterval(this.#timer);
    this.#stopped = true;
  }
}
