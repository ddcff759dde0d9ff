import type { Life } from "./people/lives.ts";
import { MESSAGE_EFFECTS } from "./people/messages.ts";
import { KINDS, type Person } from "./people/person.ts";
import { BARGAIN, likings } from "./people/shopping.ts";
import { PRICING_RULES } from "./world/catalogue.ts";
import { elasticityAtUsualPrice, PRICE_RATIOS } from "./world/demand-curves.ts";
import type { World } from "./world/world.ts";

const LIKINGS = 20;

/** The first line of the hidden truth: what the shop was made from, and what the words of the other lines mean. */
export const truthOfWorld = ({ settings, calendar }: World) => ({
  kind: "shop",
  simulated: true,
  ...settings,
  from: new Date(calendar.from).toISOString(),
  until: settings.until.toISOString(),
  promotions: calendar.promotions.map(({ from, to, ...promotion }) => ({
    ...promotion,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  })),
  bargain: BARGAIN,
  kinds: KINDS,
  pricingRules: PRICING_RULES,
  priceRatios: PRICE_RATIOS,
});

/** By channel: what a message does. */
export const truthOfChannels = () =>
  Object.entries(MESSAGE_EFFECTS).map(([channel, effect]) => ({ kind: "channel", channel, ...effect }));

/** By product: expected buyers at each price ratio had it been asked of all, and the elasticity at the usual price. */
export const truthOfProducts = ({ products, prices, demand }: World) =>
  products.map(({ sku, leaf, style, appeal, price, cost, pricing }) => {
    const buyers = demand.of(sku);
    const elasticity = buyers === undefined ? null : elasticityAtUsualPrice(buyers);
    return {
      kind: "product",
      sku,
      category: leaf.category,
      style,
      appeal,
      usualPrice: price,
      cost,
      pricing,
      elasticity: elasticity === null ? null : round(elasticity),
      buyers: buyers?.map(round) ?? null,
      waves: prices.get(sku)?.waves.map(round) ?? [],
    };
  });

/** By person: every identifier that is theirs, what they like, what they pay, and how readily they come. */
export function truthOfLife(world: World, life: Life): object[] {
  const identifiers = identifiersOf(life);
  // Who left no trace is nobody's customer.
  const seen = life.people.filter(({ person }) => identifiers.has(person.number));
  const people = seen.map((memory) => ({
    kind: "person",
    ...hidden(memory.person),
    identifiers: identifiers.get(memory.person.number) ?? [],
    likes: likings(world, memory.person, memory, LIKINGS),
  }));
  const faults = life.faults.map(({ touchpoint, fault, expected }) => ({
    kind: "fault",
    messageId: touchpoint.messageId,
    fault,
    expected,
  }));
  return [...people, ...faults];
}

const hidden = ({ number, kind, style, tolerance, needs, willingness, fickleness, visitsPerDay }: Person) => ({
  number,
  is: kind,
  style,
  tolerance,
  needs: needs.map(({ category, strength, from, until }) => ({
    category,
    strength: round(strength),
    from: new Date(from).toISOString(),
    until: Number.isFinite(until) ? new Date(until).toISOString() : null,
  })),
  willingness: round(willingness),
  fickleness: round(fickleness),
  visitsPerDay: round(visitsPerDay),
});

/** Whoever's diary an identifier was written in owns it; a shared computer's cookie is everyone's who used it. */
function identifiersOf({ touchpoints, faults }: Life): Map<number, string[]> {
  const spoilt = new Set(faults.filter(({ expected }) => expected === "QUARANTINED").map((each) => each.touchpoint));
  const found = new Map<number, Set<string>>();
  for (const touchpoint of touchpoints) {
    if (spoilt.has(touchpoint)) continue;
    const person = Number(touchpoint.messageId.split("-")[1]);
    const own = found.get(person) ?? new Set();
    found.set(person, own);
    const { email, phone } = touchpoint.customer ?? {};
    for (const { kind, value } of touchpoint.identities) own.add(`${kind} ${value}`);
    if (email !== undefined) own.add(`EMAIL ${email}`);
    if (phone !== undefined) own.add(`PHONE ${phone}`);
  }
  return new Map([...found].map(([person, own]) => [person, [...own].sort()]));
}

const round = (value: number): number => Number(value.toPrecision(5));
