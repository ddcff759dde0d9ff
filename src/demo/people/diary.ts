import type { Channel, IncomingTouchpoint, TouchpointType } from "../../touchpoints/index.ts";

type Identities = IncomingTouchpoint["identities"];
type More = Omit<Partial<IncomingTouchpoint>, "messageId" | "channel" | "type" | "occurredAt" | "identities">;

/** What somebody does, as the shop's systems see it; what would happen after the end of the simulated time is not told. */
export class Diary {
  readonly #told: IncomingTouchpoint[] = [];
  readonly #person: number;
  readonly #until: number;

  constructor(person: number, until: number) {
    this.#person = person;
    this.#until = until;
  }

  add(at: number, channel: Channel, type: TouchpointType, identities: Identities, more: More = {}): void {
    if (at >= this.#until) return;
    const messageId = `demo-${this.#person}-${this.#told.length}`;
    this.#told.push({ messageId, channel, type, occurredAt: new Date(Math.round(at)), identities, ...more });
  }

  /** In the order of time. */
  entries(): IncomingTouchpoint[] {
    return [...this.#told].sort((left, right) => left.occurredAt.getTime() - right.occurredAt.getTime());
  }
}
