const EVERY_MS = 500;

/** What a task tells of itself, written at most twice a second, and always the last of it. */
export class Progress {
  readonly #write: (done: number, message: string) => Promise<void>;
  #done = 0;
  #message = "";
  #told = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #writtenAt = Number.NEGATIVE_INFINITY;

  /** `write` does not fail: progress that is not told is no reason to end the work. */
  constructor(write: (done: number, message: string) => Promise<void>) {
    this.#write = write;
  }

  tell(done: number, message: string): void {
    if (done <= this.#done && message === this.#message) return;
    if (done > this.#done) this.#done = Math.min(1, done);
    this.#message = message;
    this.#told = true;
    const wait = Math.max(0, this.#writtenAt + EVERY_MS - performance.now());
    this.#timer ??= setTimeout(() => void this.flush(), wait).unref();
  }

  /** Writes at once what was told last, and waits until it is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#told) {
      const [done, message] = [this.#done, this.#message];
      this.#told = false;
      this.#writtenAt = performance.now();
      this.#writing = this.#writing.then(() => this.#write(done, message));
    }
    return this.#writing;
  }
}
