import { recordGrants } from "../consents/index.ts";
import { inTransaction } from "../database/transaction.ts";
import { type IncomingTouchpoint, type Ingestion, type Outcome, recordTouchpoints } from "../touchpoints/index.ts";
import type { Life } from "./people/lives.ts";
import { DEMO_SOURCE } from "./settings.ts";

const BATCH = 2_000;
const WRITERS = 2;

interface Batch {
  readonly touchpoints: IncomingTouchpoint[];
  readonly subscriptions: Life["subscriptions"][number][];
}

const emptyBatch = (): Batch => ({ touchpoints: [], subscriptions: [] });

/**
 * Two writers side by side. A life stays with one of them and in the order of time, so that who is whom does not depend on
 * which writer is faster.
 */
export class Writers {
  readonly counts = { touchpoints: 0, repeated: 0, quarantined: 0 };
  readonly #ingestion: Ingestion;
  readonly #now: Date;
  readonly #waiting: Batch[] = Array.from({ length: WRITERS }, emptyBatch);
  readonly #writing: Promise<void>[] = Array.from({ length: WRITERS }, () => Promise.resolve());
  readonly #expected = new Set<string>();
  #turn = 0;

  constructor(ingestion: Ingestion, now: Date) {
    this.#ingestion = ingestion;
    this.#now = now;
  }

  async take({ touchpoints, faults, subscriptions }: Life): Promise<void> {
    for (const { touchpoint, expected } of faults) {
      if (expected === "QUARANTINED") this.#expected.add(touchpoint.messageId);
      this.counts[expected === "QUARANTINED" ? "quarantined" : "repeated"] += 1;
    }
    this.counts.touchpoints += touchpoints.length - faults.length;
    const waiting = this.#waiting[this.#turn] ?? emptyBatch();
    for (const touchpoint of touchpoints) waiting.touchpoints.push(touchpoint);
    waiting.subscriptions.push(...subscriptions);
    if (waiting.touchpoints.length >= BATCH) await this.#flush(this.#turn);
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
    const batch = this.#waiting[writer] ?? emptyBatch();
    this.#waiting[writer] = emptyBatch();
    const written = this.#write(batch);
    this.#writing[writer] = written;
    written.catch(() => {}); // told by whoever waits for it next
  }

  async #write({ touchpoints, subscriptions }: Batch): Promise<void> {
    if (touchpoints.length === 0) return;
    const options = { source: DEMO_SOURCE, keeping: "for ever", now: this.#now } as const;
    for (const outcome of await recordTouchpoints(this.#ingestion, touchpoints, options)) this.#check(outcome);
    await this.#allow(subscriptions);
  }

  /** Whoever asked for mail has allowed it; by then the shop knows the address. */
  async #allow(subscriptions: Life["subscriptions"]): Promise<void> {
    const { dataSource, followsCustomer } = this.#ingestion;
    const given = subscriptions.map(({ at, email }) => ({
      identity: { kind: "EMAIL", value: email } as const,
      ...({
        purpose: "MARKETING",
        source: DEMO_SOURCE,
        proof: "the newsletter's box",
        recordedAt: new Date(Math.round(at)),
      } as const),
    }));
    await inTransaction(dataSource, (manager) => recordGrants(manager, followsCustomer, given, this.#now));
  }

  #check({ messageId, status, reasons }: Outcome): void {
    if ((status === "QUARANTINED") !== this.#expected.has(messageId)) {
      throw new Error(`the demo's touchpoint ${messageId} came out as ${status}: ${reasons.join("; ")}`);
    }
    this.#expected.delete(messageId);
  }
}
