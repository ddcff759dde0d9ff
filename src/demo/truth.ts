import { PRICING_RULES } from "./catalogue.ts";
import { elasticityAtUsualPrice, PRICE_RATIOS } from "./demand-curves.ts";
import { MESSAGE_EFFECTS } from "./letters.ts";
import type { Life } from "./lives.ts";
import { KINDS, type Person } from "./people.ts";
import { likings } from "./shopping.ts";
import type { World } from "./world.ts";

const LIKINGS = 20;

/** The first line of the hidden truth: what the shop was made from, and what the words of the other lines mean. */
export const truthOfWorld = ({ settings, calendar }: World) => ({
  kind: "shop",
  simulated: true,
  ...settings,
  from: new Date(calendar.from).toISOString(),
  until: settings.until.toISOString(),
  kinds: KINDS,
  pricingRules: PRICING_RULES,
  priceRatios: PRICE_RATIOS,
});

/** By channel: for how many days a message makes its reader come how many times as often. */
export const truthOfChannels = () =>
  Object.entries(MESSAGE_EFFECTS).map(([channel, effect]) => ({ kind: "channel", channel, ...effect }));

/** By product: expected units at each price ratio had it been asked of all, and the elasticity at the usual price. */
export const truthOfProducts = ({ products, prices, demand }: World) =>
  products.map(({ sku, leaf, style, appeal, price, cost, pricing }) => {
    const units = demand.of(sku);
    const elasticity = units === undefined ? null : elasticityAtUsualPrice(units);
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
      units: units?.map(round) ?? null,
      waves: prices.get(sku)?.waves.map(round) ?? [],
    };
  });

/** By person: every identifier that is theirs, what they like, what they pay, and how readily they come. */
export function truthOfLife(world: World, life: Life): object[] {
  const identifiers = identifiersOf(life);
  const people = life.people.map((memory) => ({
    kind: "person",
    ...hidden(memory.person),
    identifiers: identifiers.get(memory.person.number) ?? [],
    likes: likings(world, memory.person, memory, LIKINGS),
  }));
  const blemishes = life.blemishes.map(({ touchpoint, fault, expected }) => ({
    kind: "blemish",
    messageId: touchpoint.messageId,
    fault,
    expected,
  }));
  return [...people, ...blemishes];
}

const hidden = ({ number, kind, style, tolerance, needs, purse, whim, visitsPerDay }: Person) => ({
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
  purse: round(purse),
  whim: round(whim),
  visitsPerDay: round(visitsPerDay),
});

/** Whoever's diary an identifier was written in owns it; a shared computer's cookie is everyone's who used it. */
function identifiersOf({ touchpoints, blemishes }: Life): Map<number, string[]> {
  const spoilt = new Set(blemishes.filter(({ expected }) => expected === "QUARANTINED").map((each) => each.touchpoint));
  const found = new Map<number, Set<string>>();
  for (const touchpoint of touchpoints) {
    if (spoilt.has(touchpoint)) continue;
    const person = Number(touchpoint.messageId.split("-")[1]);
    const own = found.get(person) ?? new Set();
    found.set(person, own);
    for (const { kind, value } of touchpoint.identities) own.add(`${kind} ${value}`);
  }
  return new Map([...found].map(([person, own]) => [person, [...own].sort()]));
}

const round = (value: number): number => Number(value.toPrecision(5));
