import type { IncomingTouchpoint } from "../../touchpoints/index.ts";
import type { Random } from "../random.ts";
import { type Calendar, DAY, HOUR } from "../world/calendar.ts";
import { identitiesOf } from "./accounts.ts";
import type { Diary } from "./diary.ts";
import type { Memory } from "./memory.ts";

type Identities = IncomingTouchpoint["identities"];

/**
 * What a message really does: from when it is sent and for some days its reader comes `factor` times as often, opened or
 * not; and of all that arrive, a share `followed` brings one more visit at once, by its link.
 */
export const MESSAGE_EFFECTS = {
  EMAIL: { factor: 1.3, days: 3, opened: 0.36, followed: 0.06 },
  SMS: { factor: 1.6, days: 2, opened: 0.6, followed: 0.06 },
  PUSH: { factor: 1.2, days: 1, opened: 0.25, followed: 0.03 },
  DIRECT_MAIL: { factor: 1.25, days: 14, opened: 0, followed: 0 },
} as const;

const BOUNCES = 0.012;
const UNSUBSCRIBES = 0.006;

type MessageChannel = keyof typeof MESSAGE_EFFECTS;

/** Who is written to on a day; SMS go to those who came lately, so that to compare them with the rest would flatter SMS. */
export function messagesFor({ promotions }: Calendar, memory: Memory, day: number): MessageChannel[] {
  const date = new Date(day);
  const messages: MessageChannel[] = [];
  if ([3, 17].includes(date.getUTCDate()) && memory.subscribed) messages.push("EMAIL");
  const begins = promotions.some(({ from }) => from >= day && from < day + DAY);
  const came = day - memory.lastVisit < 45 * DAY;
  if (begins && came && memory.subscribed && memory.person.phone !== undefined) messages.push("SMS");
  if (begins && memory.appSince !== undefined) messages.push("PUSH");
  const catalogue = date.getUTCDate() === 10 && [2, 8].includes(date.getUTCMonth());
  if (catalogue && (memory.orders > 1 || memory.person.kind === "CALLER")) messages.push("DIRECT_MAIL");
  return messages;
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
  if (channel === "EMAIL" && random.chance(BOUNCES)) {
    tell(at + 60_000, "MESSAGE_BOUNCED");
    return undefined;
  }
  const { factor, days, opened, followed } = MESSAGE_EFFECTS[channel];
  memory.boost(factor, at, at + days * DAY);
  if (channel === "SMS") tell(at + 20_000, "MESSAGE_DELIVERED");
  const reaction = random.uniform();
  if (reaction >= opened) return undefined;
  const openedAt = at + random.exponential(6 * HOUR);
  tell(openedAt, "MESSAGE_OPENED");
  if (reaction < followed) {
    tell(openedAt + 30_000, "MESSAGE_CLICKED");
    return { at: openedAt + 40_000, identities };
  }
  if (channel === "EMAIL" && reaction < followed + UNSUBSCRIBES) {
    memory.unsubscribe();
    tell(openedAt + 60_000, "UNSUBSCRIBED");
  }
  return undefined;
}

function addressOf({ account, person }: Memory, channel: MessageChannel): Identities | undefined {
  if (channel === "PUSH") return [{ kind: "DEVICE_ID", value: `app-${person.number}` }];
  if (channel === "SMS" || person.kind === "CALLER") {
    return person.phone === undefined ? undefined : [{ kind: "PHONE", value: person.phone }];
  }
  if (account === undefined) return undefined;
  return channel === "EMAIL" ? [{ kind: "EMAIL", value: account.email }] : identitiesOf(account);
}
