import { type IncomingTouchpoint, type Ingestion, type Outcome, recordTouchpoints } from "../touchpoints/index.ts";
import type { Life } from "./people/lives.ts";
import { DEMO_SOURCE } from "./settings.ts";

const BATCH = 2_000;
const WRITERS = 2;

/**
 * Two writers side by side. A life stays with one of them and in the order of time, so that who is whom does not depend on
 * which writer is faster.
 */
export class Writers {
  readonly counts = { touchpoints: 0, repeated: 0, quarantined: 0 };
  readonly #ingestion: Ingestion;
  readonly #now: Date;
  readonly #waiting: IncomingTouchpoint[][] = Array.from({ length: WRITERS }, () => []);
  readonly #writing: Promise<void>[] = Array.from({ length: WRITERS }, () => Promise.resolve());
  readonly #expected = new Set<string>();
  #turn = 0;

  constructor(ingestion: Ingestion, now: Date) {
    this.#ingestion = ingestion;
    this.#now = now;
  }

  async take({ touchpoints, faults }: Life): Promise<void> {
    for (const { touchpoint, expected } of faults) {
      if (expected === "QUARANTINED") this.#expected.add(touchpoint.messageId);
      this.counts[expected === "QUARANTINED" ? "quarantined" : "repeated"] += 1;
    }
    this.counts.touchpoints += touchpoints.length - faults.length;
    const waiting = this.#waiting[this.#turn] ?? [];
    for (const touchpoint of touchpoints) waiting.push(touchpoint);
    if (waiting.length >= BATCH) await this.#flush(this.#turn);
    this.#turn = (this.#turn + 1) % WRITERS;
  }

  async finish(): Promise<void> {
    for (let writer = 0; writer < WRITERS; writer += 1) await this.#flush(writer);
    await Promise.all(this.#writing);
  }

  /** Waits until nothing is being written any more, whatever came of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing);
  }

  async #flush(writer: number): Promise<void> {
    await this.#writing[writer];
    const batch = this.#waiting[writer] ?? [];
    this.#waiting[writer] = [];
    const written = this.#write(batch);
    this.#writing[writer] = written;
    written.catch(() => {}); // told by whoever waits for it next
  }

  async #write(batch: readonly IncomingTouchpoint[]): Promise<void> {
    if (batch.length === 0) return;
    const options = { source: DEMO_SOURCE, keeping: "for ever", now: this.#now } as const;
    for (const outcome of await recordTouchpoints(this.#ingestion, batch, options)) this.#check(outcome);
  }

  #check({ messageId, status, reasons }: Outcome): void {
    if ((status === "QUARANTINED") !== this.#expected.has(messageId)) {
      throw new Error(`the demo's touchpoint ${messageId} came out as ${status}: ${reasons.join("; ")}`);
    }
    this.#expected.delete(messageId);
  }
}
