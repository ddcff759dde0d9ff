import type { IncomingTouchpoint } from "../../touchpoints/index.ts";
import { Random } from "../random.ts";
import { atLikelyHour, DAY, trafficAt } from "../world/calendar.ts";
import type { World } from "../world/world.ts";
import { cookieOf, identitiesOf, makeSecondAccount } from "./accounts.ts";
import { Diary } from "./diary.ts";
import { type Fault, spoil } from "./faults.ts";
import { Memory } from "./memory.ts";
import { messagesFor, receive } from "./messages.ts";
import { buyOnMarketplace, call, linkCard, visitStore } from "./other-channels.ts";
import { type Kind, makePerson } from "./person.ts";
import { visit } from "./visiting.ts";

/** What came of one person, or of two who share a computer, over the whole time. */
export interface Life {
  readonly people: readonly Memory[];
  /** In the order of time. No identifier of theirs occurs in another life. */
  readonly touchpoints: readonly IncomingTouchpoint[];
  readonly faults: readonly Fault[];
  /** Who asked to be written to, when, by an address that the touchpoints have. */
  readonly subscriptions: Memory["subscriptions"];
  /** How many customers they are to the shop, which does not know who is whom. */
  readonly customers: number;
}

const SHARED_COMPUTERS = 0.04;
/** Callers come with a need; on a marketplace there is much else to look at. */
export const EAGERNESS: Readonly<Partial<Record<Kind, number>>> = { CALLER: 1.5, MARKETPLACE: 0.6 };

/** One life after the other, until the shop knows as many customers as it is to have. */
export function* livesOf(world: World): Generator<Life> {
  for (let [number, customers] = [1, 0]; customers < world.settings.customers; ) {
    const random = new Random(world.settings.seed, "life", number);
    const together = random.chance(SHARED_COMPUTERS) ? 2 : 1;
    const life = makeLife(world, number, together, random);
    yield life;
    number += together;
    customers += life.customers;
  }
}

function makeLife(world: World, number: number, together: 1 | 2, random: Random): Life {
  const first = liveOut(world, number, random);
  const rest = together === 2 ? [liveOut(world, number + 1, random, first.memory)] : [];
  const told = [first, ...rest].flatMap(({ diary }) => diary.entries());
  const good = told.sort((left, right) => left.occurredAt.getTime() - right.occurredAt.getTime());
  const faults = good.flatMap((touchpoint) => spoil(touchpoint, world.settings, random) ?? []);
  const touchpoints = [...good, ...faults.map(({ touchpoint }) => touchpoint)];
  const people = [first, ...rest].map(({ memory }) => memory);
  const subscriptions = people.flatMap((memory) => memory.subscriptions).filter(({ at }) => at < world.calendar.until);
  return { people, touchpoints, faults, subscriptions, customers: countCustomers(good) };
}

/** Identifiers that were seen together are one customer; who was known under another before stays another. */
function countCustomers(touchpoints: readonly IncomingTouchpoint[]): number {
  const owners = new Map<string, number>();
  let customers = 0;
  for (const { identities, customer } of touchpoints) {
    const { email, phone } = customer ?? {};
    const keys = [...identities.map(({ kind, value }) => `${kind} ${value}`), `EMAIL ${email}`, `PHONE ${phone}`];
    const known = keys.map((key) => owners.get(key)).find((owner) => owner !== undefined);
    if (known === undefined) customers += 1;
    const told = keys.filter((key) => !key.endsWith(" undefined"));
    for (const key of told) if (!owners.has(key)) owners.set(key, known ?? customers);
  }
  return customers;
}

function liveOut(world: World, number: number, random: Random, partner?: Memory): { memory: Memory; diary: Diary } {
  const { calendar } = world;
  const person = makePerson(number, calendar, random);
  const memory = new Memory(person, random, partner?.browsers[0]);
  const diary = new Diary(number, calendar.until);
  const again = person.kind === "MEMBER" && random.chance(0.08) ? random.between(person.from, person.until) : Infinity;
  for (let day = Math.floor(person.from / DAY) * DAY; day < person.until; day += DAY) {
    if (memory.account?.userId === `u-${number}` && day >= again) startAgain(memory, random);
    liveDay(world, diary, memory, day, random);
  }
  return { memory, diary };
}

/** Some forget their account and make another, with another address. */
function startAgain(memory: Memory, random: Random): void {
  memory.account = makeSecondAccount(memory.person, random);
  for (const browser of memory.browsers) browser.known = false;
}

function liveDay(world: World, diary: Diary, memory: Memory, day: number, random: Random): void {
  const { person } = memory;
  for (const message of messagesFor(world.calendar, memory, day)) {
    const followed = receive(diary, memory, message, day, random);
    if (followed === undefined || person.kind === "CALLER") continue;
    visit(world, diary, memory, { at: followed.at, followed: followed.identities }, random);
  }
  const usual = person.visitsPerDay * (EAGERNESS[person.kind] ?? 1) * trafficAt(world.calendar, day);
  const most = memory.mostBoost(day, day + DAY);
  for (let visits = random.poisson(usual * most); visits > 0; visits -= 1) {
    const likely = atLikelyHour(day, (hours, weight) => random.weighted(hours, weight), random.uniform());
    const at = Math.max(likely, person.from);
    if (random.chance(memory.boostAt(at) / most)) come(world, diary, memory, at, random);
  }
}

function come(world: World, diary: Diary, memory: Memory, at: number, random: Random): void {
  const { person } = memory;
  if (person.kind === "CALLER") call(world, diary, memory, at, random);
  else if (person.kind === "MARKETPLACE") buyOnMarketplace(world, diary, memory, at, random);
  else if (person.hasCard && person.kind !== "VISITOR" && random.chance(0.35)) {
    visitStore(world, diary, memory, at, random);
  } else goOnline(world, diary, memory, at, random);
}

function goOnline(world: World, diary: Diary, memory: Memory, at: number, random: Random): void {
  perhapsStartApp(diary, memory, at, random);
  visit(world, diary, memory, { at }, random);
  if (random.chance(0.2)) linkCard(diary, memory, at + 900_000);
  if (memory.person.number % 9 === 0 && random.chance(0.08)) followOnSocial(diary, memory, at + 1_200_000, random);
}

function perhapsStartApp(diary: Diary, memory: Memory, at: number, random: Random): void {
  const { person, account } = memory;
  if (!person.usesApp || memory.appSince !== undefined || account?.userId === undefined || !random.chance(0.25)) return;
  memory.appSince = at;
  const identities = [...identitiesOf(account), { kind: "DEVICE_ID" as const, value: `app-${person.number}` }];
  diary.add(at - 60_000, "MOBILE_APP", "SIGNED_IN", identities, { name: "Application Opened" });
}

/** Who clicks a post while being known in the browser is known by that account too. */
function followOnSocial(diary: Diary, memory: Memory, at: number, random: Random): void {
  const browser = memory.browser(at, random);
  const handle = { kind: "SOCIAL_ID" as const, value: `instagram:demo_${memory.person.number}` };
  diary.add(at, "SOCIAL", "PROMOTION_VIEWED", [handle, cookieOf(browser)], { name: "Post" });
}
