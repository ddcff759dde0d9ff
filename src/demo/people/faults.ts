import type { IncomingTouchpoint } from "../../touchpoints/index.ts";
import type { Random } from "../random.ts";
import type { DemoSettings } from "../settings.ts";
import { DAY } from "../world/calendar.ts";

/** A touchpoint as a faulty sender sends it, beside the good one that it was made from. */
export interface Fault {
  readonly touchpoint: IncomingTouchpoint;
  readonly fault: keyof typeof FAULTS;
  readonly expected: "QUARANTINED" | "DUPLICATE";
}

type Spoil = (good: IncomingTouchpoint, settings: DemoSettings) => IncomingTouchpoint;

const FAULTS = {
  SENT_TWICE: (good) => good,
  FROM_THE_FUTURE: (good, { until }) => ({ ...good, occurredAt: new Date(until.getTime() + 3 * DAY) }),
  NO_IDENTIFIER: (good) => ({ ...good, identities: [] }),
  NO_ADDRESS: (good) => ({ ...good, identities: [{ kind: "EMAIL", value: "ada(at)example.com" }] }),
  NO_QUANTITY: (good) => ({ ...good, quantity: 0 }),
  NO_ORDER: ({ order: _order, ...good }) => ({ ...good, type: "ORDER_COMPLETED" }),
  NO_RATE: ({ order: _order, ...good }) => ({ ...good, type: "CUSTOM", value: { amount: "10.00", currency: "ISK" } }),
} satisfies Record<string, Spoil>;

const SENT_TWICE = 1 / 250;
const SPOILT = 1 / 400;
const SPOILING = ["FROM_THE_FUTURE", "NO_IDENTIFIER", "NO_ADDRESS", "NO_QUANTITY", "NO_ORDER", "NO_RATE"] as const;

/** Now and then a sender is at fault. */
export function spoil(good: IncomingTouchpoint, settings: DemoSettings, random: Random): Fault | undefined {
  if (random.chance(SENT_TWICE)) return { touchpoint: good, fault: "SENT_TWICE", expected: "DUPLICATE" };
  if (!random.chance(SPOILT)) return undefined;
  const fault = random.pick(SPOILING);
  const spoilt = FAULTS[fault](good, settings);
  return { touchpoint: { ...spoilt, messageId: `${good.messageId}-spoilt` }, fault, expected: "QUARANTINED" };
}
