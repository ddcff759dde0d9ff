/** That something has changed, and not how often: for those who look at it anew. The first look is due at once. */
export class Changes {
  #changed = true;
  #ended = false;
  #waiting: (() => void) | undefined;
  #endings: (() => void) | undefined;

  /** Waits for the next change, if there was none since it was asked last; false when it has ended. One at a time asks. */
  async next(): Promise<boolean> {
    if (!this.#changed && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#changed = false;
    return !this.#ended;
  }

  tell(): void {
    this.#changed = true;
    this.#waiting?.();
  }

  whenEnded(leave: () => void): void {
    this.#endings = leave;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting?.();
    this.#endings?.();
  }
}
