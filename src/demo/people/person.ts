import type { Random } from "../random.ts";
import { LEAVES } from "../world/assortment.ts";
import { type Calendar, DAY } from "../world/calendar.ts";
import type { Style } from "../world/catalogue.ts";
import { COUNTRIES, type Country, DRAMA_NUMBERS, OCCUPATIONS } from "./names.ts";

/** How somebody meets the shop, as far as they ever tell. */
export const KINDS = {
  MEMBER: "Makes an account sooner or later.",
  GUEST: "Buys without an account, under an e-mail address.",
  VISITOR: "Looks, and never says who they are.",
  MARKETPLACE: "Buys on a marketplace, which tells little of them.",
  CALLER: "Orders by telephone from the printed catalogue.",
} as const;

export type Kind = keyof typeof KINDS;

/** When somebody wants things of a category: all along, or only in a stretch of life such as a move. */
export interface Need {
  readonly category: string;
  readonly strength: number;
  readonly from: number;
  readonly until: number;
}

/** A person with what the shop never sees of them. */
export interface Person {
  readonly number: number;
  readonly kind: Kind;
  readonly country: Country;
  readonly gender: "female" | "male";
  readonly firstName: string;
  readonly lastName: string;
  readonly birthDate: string;
  readonly occupation: string | undefined;
  readonly phone: string | undefined;
  readonly city: string;
  readonly postalCode: string;
  readonly street: string;
  /** The style they like best; what lies further off pleases less, and beyond `tolerance` hardly at all. */
  readonly style: Style;
  readonly tolerance: number;
  readonly needs: readonly Need[];
  /** The share of a usual price that they would just pay, and how much that varies from time to time (a logarithm). */
  readonly willingness: number;
  readonly fickleness: number;
  readonly visitsPerDay: number;
  readonly usesApp: boolean;
  readonly hasCard: boolean;
  readonly likesMail: boolean;
  /** When they first meet the shop, and when they lose interest. */
  readonly from: number;
  readonly until: number;
}

/** Four crowds with different tastes and purses: no bell, and no line through them. */
const CROWDS = [
  { style: [0.2, 0.25], spread: 0.12, willingness: 1.2, share: 0.3 },
  { style: [0.8, 0.2], spread: 0.1, willingness: 1.05, share: 0.25 },
  { style: [0.35, 0.8], spread: 0.12, willingness: 0.92, share: 0.25 },
  { style: [0.7, 0.7], spread: 0.2, willingness: 0.8, share: 0.2 },
] as const;

const KIND_SHARES: readonly (readonly [Kind, number])[] = [
  ["MEMBER", 0.56],
  ["GUEST", 0.12],
  ["VISITOR", 0.18],
  ["MARKETPLACE", 0.1],
  ["CALLER", 0.04],
];

export function makePerson(number: number, calendar: Calendar, random: Random): Person {
  const person = makeAnyone(number, calendar, random);
  const kind = random.weighted(KIND_SHARES, ([, share]) => share)[0];
  // Who orders by telephone has one; once the numbers that nobody has are used up, nobody calls.
  const phone = kind === "CALLER" ? phoneOf(number) : person.phone;
  return { ...person, phone, kind: kind === "CALLER" && phone === undefined ? "GUEST" : kind };
}

function makeAnyone(number: number, calendar: Calendar, random: Random): Omit<Person, "kind"> {
  const crowd = random.weighted(CROWDS, ({ share }) => share);
  const [modern, playful] = crowd.style;
  const stay = makeStay(calendar, random);
  return {
    number,
    ...makeBiography(number, calendar, random),
    style: [random.normal(modern, crowd.spread), random.normal(playful, crowd.spread)],
    tolerance: random.between(0.12, 0.35),
    needs: makeNeeds(stay, random),
    willingness: random.logNormal(crowd.willingness, 0.14),
    fickleness: random.between(0.06, 0.3),
    visitsPerDay: Math.min(0.5, random.logNormal(0.062, 0.9)),
    usesApp: random.chance(0.3),
    hasCard: random.chance(0.35),
    likesMail: random.chance(0.55),
    ...stay,
  };
}

/** Some are there from the beginning, the others come over time, more and more of them; some leave. */
function makeStay({ from, until }: Calendar, random: Random): { from: number; until: number } {
  const arrival = random.chance(0.35) ? from : from + (until - from) * random.uniform() ** 0.8;
  const leaves = random.chance(0.45) ? arrival + random.exponential(200 * DAY) : Number.POSITIVE_INFINITY;
  return { from: arrival, until: Math.min(until, leaves) };
}

function makeNeeds({ from, until }: { from: number; until: number }, random: Random): Need[] {
  const lasting = Array.from({ length: random.int(2, 4) }, () => ({
    category: random.pick(LEAVES).category,
    strength: random.between(0.4, 1),
    from,
    until: Number.POSITIVE_INFINITY,
  }));
  if (!random.chance(0.3)) return lasting;
  const begins = random.between(from, Math.max(from, until));
  const passing = Array.from({ length: random.int(2, 5) }, () => ({
    category: random.pick(LEAVES).category,
    strength: random.between(1.5, 3),
    from: begins,
    until: begins + random.between(40, 110) * DAY,
  }));
  return [...lasting, ...passing];
}

type Biography = Pick<
  Person,
  | "country"
  | "gender"
  | "firstName"
  | "lastName"
  | "birthDate"
  | "occupation"
  | "phone"
  | "city"
  | "postalCode"
  | "street"
>;

function makeBiography(number: number, { until }: Calendar, random: Random): Biography {
  const country = random.weighted(COUNTRIES, ({ share }) => share);
  const gender = random.chance(0.6) ? "female" : "male";
  const age = Math.min(88, 18 + Math.round(random.exponential(12) + random.between(0, 24)));
  const [city, postalCode] = random.pick(country.cities);
  return {
    country,
    gender,
    firstName: random.pick(gender === "female" ? country.women : country.men),
    lastName: random.pick(country.families),
    birthDate: new Date(until - (age * 365.25 + random.int(0, 364)) * DAY).toISOString().slice(0, 10),
    occupation: random.chance(0.3) ? random.pick(OCCUPATIONS) : undefined,
    phone: country.code === "GB" && random.chance(0.75) ? phoneOf(number) : undefined,
    city,
    postalCode,
    street: `${random.int(1, 180)} ${random.pick(country.streets)}`,
  };
}

/** Undefined once the numbers that nobody has are used up. */
function phoneOf(number: number): string | undefined {
  const range = DRAMA_NUMBERS[Math.floor(number / 1000)];
  return range === undefined ? undefined : range + String(number % 1000).padStart(3, "0");
}
