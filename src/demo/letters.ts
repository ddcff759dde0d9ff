import type { IncomingTouchpoint } from "../touchpoints/index.ts";
import { identitiesOf } from "./accounts.ts";
import { type Calendar, DAY, HOUR } from "./calendar.ts";
import type { Diary } from "./diary.ts";
import type { Memory } from "./memory.ts";
import type { Random } from "./random.ts";

type Identities = IncomingTouchpoint["identities"];

/** What a message really does: for some days its reader comes this many times as often, opened or not. */
export const MESSAGE_EFFECTS = {
  EMAIL: { factor: 1.3, days: 3 },
  SMS: { factor: 1.6, days: 2 },
  PUSH: { factor: 1.2, days: 1 },
  DIRECT_MAIL: { factor: 1.25, days: 14 },
} as const;

type MessageChannel = keyof typeof MESSAGE_EFFECTS;

/** Who is written to on a day; SMS go to those who came lately, so that to compare them with the rest would flatter SMS. */
export function lettersOf({ promotions }: Calendar, memory: Memory, day: number): MessageChannel[] {
  const date = new Date(day);
  const letters: MessageChannel[] = [];
  if ([3, 17].includes(date.getUTCDate()) && memory.subscribed) letters.push("EMAIL");
  const begins = promotions.some(({ from }) => from >= day && from < day + DAY);
  const came = day - memory.lastVisit < 45 * DAY;
  if (begins && came && memory.subscribed && memory.person.phone !== undefined) letters.push("SMS");
  if (begins && memory.appSince !== undefined) letters.push("PUSH");
  const catalogue = date.getUTCDate() === 10 && [2, 8].includes(date.getUTCMonth());
  if (catalogue && (memory.orders > 1 || memory.person.kind === "CALLER")) letters.push("DIRECT_MAIL");
  return letters;
}

/** A message with what becomes of it. Gives when its link was followed, if it was. */
export function receive(
  diary: Diary,
  memory: Memory,
  channel: MessageChannel,
  day: number,
  random: Random,
): { at: number; identities: Identities } | undefined {
  const identities = addressOf(memory, channel);
  if (identities === undefined) return undefined;
  const at = day + 9 * HOUR + random.between(0, 2 * HOUR);
  const properties = { message: `${channel.toLowerCase()}-${new Date(day).toISOString().slice(0, 10)}` };
  const tell = (when: number, type: IncomingTouchpoint["type"]) =>
    diary.add(when, channel, type, identities, { properties });
  tell(at, "MESSAGE_SENT");
  if (channel === "EMAIL" && random.chance(0.012)) {
    tell(at + 60_000, "MESSAGE_BOUNCED");
    return undefined;
  }
  const { factor, days } = MESSAGE_EFFECTS[channel];
  memory.boost(factor, at + days * DAY);
  if (channel === "SMS") tell(at + 20_000, "MESSAGE_DELIVERED");
  if (channel === "DIRECT_MAIL" || !random.chance(0.36)) return undefined;
  const opened = at + random.exponential(6 * HOUR);
  tell(opened, "MESSAGE_OPENED");
  if (random.chance(0.012) && channel === "EMAIL") {
    memory.subscribed = false;
    tell(opened + 60_000, "UNSUBSCRIBED");
    return undefined;
  }
  if (!random.chance(0.17)) return undefined;
  tell(opened + 30_000, "MESSAGE_CLICKED");
  return { at: opened + 40_000, identities };
}

function addressOf({ account, person }: Memory, channel: MessageChannel): Identities | undefined {
  if (channel === "PUSH") return [{ kind: "DEVICE_ID", value: `app-${person.number}` }];
  if (channel === "SMS" || person.kind === "CALLER") {
    return person.phone === undefined ? undefined : [{ kind: "PHONE", value: person.phone }];
  }
  if (account === undefined) return undefined;
  return channel === "EMAIL" ? [{ kind: "EMAIL", value: account.email }] : identitiesOf(account);
}
