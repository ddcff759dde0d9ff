import { day } from "./catalogue.ts";

const PURPOSES = ["MARKETING", "PERSONALISATION", "THIRD_PARTY_SHARING"] as const;
const CHANNELS = ["EMAIL", null, "SMS", "MOBILE_APP", null, "WEB", "PUSH"] as const;
const STATUSES = ["GRANTED", "WITHDRAWN", "DENIED"] as const;

const said = (value: string, index: number): object => ({
  identity: { kind: "USER_ID", value },
  purpose: PURPOSES[index % PURPOSES.length],
  channel: CHANNELS[(index * 3) % CHANNELS.length],
  status: STATUSES[(index * 2) % STATUSES.length],
  source: `${value} ${index}`,
  proof: index % 2 === 0 ? `form ${index} "ticked"` : null,
  recordedAt: day(-Math.floor(index / 2) - 40),
});

/** Of one purpose and one moment, by forms that are sent at once: what is refused is refused. */
const contradicting = (status: string, source: string): object => ({
  ...{ identity: { kind: "USER_ID", value: "bob" }, purpose: "THIRD_PARTY_SHARING", channel: "SMS" },
  ...{ status, source, recordedAt: day(-39) },
});

/** More than a page of what Ada said, two of each moment, and some of others; each source tells once. */
export const CONSENTS: readonly object[] = [
  ...Array.from({ length: 26 }, (_, index) => said("ada", index)),
  ...Array.from({ length: 3 }, (_, index) => said("bob", index)),
  contradicting("GRANTED", "bob's first form"),
  contradicting("DENIED", "bob's second form"),
  contradicting("GRANTED", "bob's third form"),
  said("åsa", 1),
];
