import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { MESSAGE_EFFECTS } from "../../src/demo/people/messages.ts";
import { truthOfLife, truthOfProducts } from "../../src/demo/truth.ts";
import { DAY } from "../../src/demo/world/calendar.ts";
import type { PricingRule } from "../../src/demo/world/catalogue.ts";
import { elasticityAtUsualPrice } from "../../src/demo/world/demand-curves.ts";
import { offersOf } from "../../src/demo/world/offers.ts";
import { CHANNELS } from "../../src/touchpoints/index.ts";
import { elasticityFromSales } from "./elasticity.ts";
import { simulate } from "./simulate.ts";

const fingerprint = (shop: ReturnType<typeof simulate>): string =>
  createHash("sha256").update(JSON.stringify(shop.touchpoints)).digest("hex");

test("the same settings give the same shop, another seed another one", () => {
  const shop = simulate();

  expect(fingerprint(simulate())).toBe(fingerprint(shop));
  expect(fingerprint(simulate({ seed: 2 }))).not.toBe(fingerprint(shop));
});

test("at no hour of a day does a shop hold what has not come to pass", () => {
  for (let hour = 0; hour < 24; hour++) {
    const until = new Date(Date.UTC(2026, 5, 15, hour, 30));
    const { world, touchpoints, lives } = simulate({ until, customers: 40 });
    const faults = new Set(lives.flatMap((life) => life.faults.map(({ touchpoint }) => touchpoint)));
    const told = [
      ...world.products.flatMap((product) => [...offersOf(world, product)].map(({ observedAt }) => observedAt)),
      ...[...world.prices.values()].flatMap(({ points }) => points.map(({ from }) => new Date(from))),
      ...touchpoints.filter((each) => !faults.has(each)).map(({ occurredAt }) => occurredAt),
      ...lives.flatMap(({ subscriptions }) => subscriptions.map(({ at }) => new Date(at))),
    ];

    expect(told.filter((at) => at > until)).toEqual([]);
    expect(told.length).toBeGreaterThan(1_000);
  }
});

test("a larger shop has the people of a smaller one, and more", () => {
  const small = simulate({ customers: 60 });

  const large = simulate({ customers: 120 });

  const both = small.lives.length - 1; // the last may live alone in the smaller shop and share a computer in the larger
  expect(large.lives.slice(0, both)).toEqual(small.lives.slice(0, both));
  expect(large.lives.length).toBeGreaterThan(small.lives.length);
});

let shop: ReturnType<typeof simulate>;
beforeAll(() => {
  shop = simulate({ customers: 6_000, months: 18 });
});

test.each([
  [300, 2],
  [1_000, 6],
  [2_000, 18],
])("a shop of %i customers in %i months comes to have about as many", (customers, months) => {
  const { lives } = simulate({ customers, months });

  const made = lives.reduce((sum, life) => sum + life.customers, 0);
  expect(made).toBeGreaterThanOrEqual(customers);
  expect(made).toBeLessThan(customers + 20);
});

/** Of one message of a channel: how many visits its readers pay in the hours after it, against those before. */
test("a message makes its readers come as often as the truth says, from when it was sent", () => {
  const effect = MESSAGE_EFFECTS.EMAIL;
  const [before, after] = visitsAround("EMAIL", effect.days * DAY);

  expect(after / before).toBeGreaterThan(effect.factor - 0.15);
  expect(after / before).toBeLessThan(effect.factor + 0.15);
});

/** Visits that no link brought, in a span before a message that arrived and in the same span after it. */
function visitsAround(channel: string, span: number): [before: number, after: number] {
  let [before, after] = [0, 0];
  for (const { touchpoints, people } of shop.lives) {
    if (people.length > 1) continue; // whose visit it was would not be known
    const until = people[0]?.person.until ?? 0;
    const visits = touchpoints.filter(
      ({ type, identities, name }) => isOwnVisit(type, name) && identities.every(({ kind }) => kind !== "EMAIL"),
    );
    const sent = touchpoints.filter((each) => each.channel === channel && each.type === "MESSAGE_SENT");
    for (const { occurredAt } of sent) {
      const at = occurredAt.getTime();
      if (at + span > until) continue;
      const times = visits.map((visit) => visit.occurredAt.getTime() - at);
      after += times.filter((time) => time >= 0 && time < span).length;
      before += times.filter((time) => time < -DAY && time >= -DAY - span).length;
    }
  }
  return [before, after];
}

const isOwnVisit = (type: string, name: string | null | undefined): boolean =>
  type === "PROMOTION_CLICKED" ||
  (type === "PAGE_VIEWED" && ["Home page", "Home screen", "Landing page"].includes(name ?? ""));

test("every channel brings touchpoints, the web the most of them", () => {
  const counts = new Map<string, number>();
  for (const { channel } of shop.touchpoints) counts.set(channel, (counts.get(channel) ?? 0) + 1);

  const share = (channel: string) => (counts.get(channel) ?? 0) / shop.touchpoints.length;

  expect([...counts.keys()].sort()).toEqual(Object.keys(CHANNELS).sort());
  expect(share("WEB")).toBeGreaterThan(0.6);
  expect(share("WEB")).toBeLessThan(0.8);
  for (const channel of ["MOBILE_APP", "EMAIL"]) expect(share(channel)).toBeGreaterThan(0.05);
  for (const channel of ["SEARCH", "SOCIAL", "IN_STORE", "SMS", "DISPLAY_ADS"])
    expect(share(channel)).toBeGreaterThan(0.01);
  expect(Math.min(...counts.values())).toBeGreaterThan(50);
});

test("people who come anonymously sign in later, show a card in a shop, and follow a mail on their phone", () => {
  const kinds = new Set(
    shop.touchpoints.map(({ channel, type, identities }) => {
      const known = identities.map(({ kind }) => kind).sort();
      return `${channel} ${type} ${known.join("+")}`;
    }),
  );

  expect([...kinds]).toEqual(
    expect.arrayContaining([
      "WEB PRODUCT_VIEWED ANONYMOUS_ID",
      "WEB SIGNED_UP ANONYMOUS_ID+USER_ID",
      "WEB SIGNED_IN ANONYMOUS_ID+USER_ID",
      "IN_STORE ORDER_COMPLETED LOYALTY_CARD",
      "WEB CUSTOM LOYALTY_CARD+USER_ID",
      "WEB PAGE_VIEWED ANONYMOUS_ID+EMAIL",
      "MOBILE_APP SIGNED_IN DEVICE_ID+USER_ID",
      "MARKETPLACE ORDER_COMPLETED EXTERNAL_ID",
      "CALL_CENTER ORDER_COMPLETED PHONE",
      "SOCIAL PROMOTION_VIEWED ANONYMOUS_ID+SOCIAL_ID",
    ]),
  );
});

const soldIn = (month: number, category: string): number =>
  shop.touchpoints
    .filter(({ type, occurredAt }) => type === "ORDER_COMPLETED" && occurredAt.getUTCMonth() === month)
    .flatMap(({ order }) => order?.lines ?? [])
    .filter(({ sku }) => shop.world.products.find((product) => product.sku === sku)?.leaf.category === category).length;

test("gardens are for May, candles for November", () => {
  expect(soldIn(4, "Garden > Seeds and bulbs")).toBeGreaterThan(1.5 * soldIn(0, "Garden > Seeds and bulbs"));
  expect(soldIn(10, "Home > Candles and scents")).toBeGreaterThan(1.5 * soldIn(6, "Home > Candles and scents"));
});

type Shop = ReturnType<typeof simulate>;

const pricedBy = ({ world }: Shop, rule: PricingRule) => world.products.filter(({ pricing }) => pricing === rule);

/** By how often each product was considered, since an estimate over several weighs them so. */
function trueElasticity(of: Shop, rule: PricingRule): number {
  const curves = pricedBy(of, rule).flatMap(({ sku }) => [of.world.demand.of(sku) ?? []]);
  const pooled = curves.reduce<number[]>((all, curve) => curve.map((buyers, at) => buyers + (all[at] ?? 0)), []);
  return elasticityAtUsualPrice(pooled) ?? Number.NaN;
}

/** How far off the truth somebody is who compares weeks, over three shops. */
function errorOf(rule: PricingRule): number {
  return mean(several.map((of) => elasticityFromSales(of, pricedBy(of, rule)) - trueElasticity(of, rule)));
}

let several: readonly Shop[];
beforeAll(() => {
  several = [1, 2, 3].map((seed) => simulate({ seed, customers: 4_000, months: 18 }));
});

test("who compares weeks finds the true elasticity where prices were drawn by lot", () => {
  expect(Math.abs(errorOf("TESTED"))).toBeLessThan(0.3);
});

test("who compares weeks is misled where prices follow demand: buyers seem to mind prices far less than they do", () => {
  expect(errorOf("DEMAND_LED")).toBeGreaterThan(0.8);
});

test("demand is no power of the price: it is the more elastic the dearer a product is", () => {
  const products = truthOfProducts(shop.world).filter(({ buyers }) => buyers !== null);

  const steeper = products.filter(({ buyers }) => {
    const at = (index: number) => Math.log(buyers?.[index] ?? 0);
    const cheap = (at(1) - at(0)) / Math.log(0.7 / 0.6);
    const dear = (at(10) - at(9)) / Math.log(1.5 / 1.3);
    return dear < cheap - 0.5;
  });

  expect(products.length).toBeGreaterThan(290);
  expect(steeper.length).toBe(products.length);
});

test("the hidden truth knows whose each identifier is, those of second accounts too", () => {
  const told = shop.lives.flatMap((life) => truthOfLife(shop.world, life)) as {
    identifiers?: string[];
    number?: number;
  }[];
  const people = told.filter(({ number }) => number !== undefined);
  const twice = people.filter(({ number, identifiers }) => identifiers?.includes(`USER_ID u-${number}-2`) === true);

  const owners = new Map<string, number>();
  for (const { identifiers } of people)
    for (const each of identifiers ?? []) owners.set(each, (owners.get(each) ?? 0) + 1);

  const shared = [...owners].filter(([, count]) => count > 1).map(([identifier]) => identifier.split(" ")[0]);
  expect(new Set(shared)).toEqual(new Set(["ANONYMOUS_ID"]));
  expect(twice.length).toBeGreaterThan(50);
  expect(twice.every(({ number, identifiers }) => identifiers?.includes(`USER_ID u-${number}`))).toBe(true);
});

test("people like what is near their style, and what they like is what they buy", () => {
  const buyers = shop.lives.flatMap(({ people }) => people).filter(({ orders }) => orders >= 5);
  const byNumber = new Map(buyers.map((memory) => [memory.person.number, memory]));
  const bought = shop.touchpoints.flatMap(({ type, messageId, order }) => {
    const memory = byNumber.get(Number(messageId.split("-")[1]));
    return type !== "ORDER_COMPLETED" || memory === undefined
      ? []
      : (order?.lines ?? []).map(({ sku }) => ({ sku, memory }));
  });

  const distances = bought.map(({ sku, memory }) => distance(memory.person.style, styleOf(sku)));
  const others = bought.map(({ memory }, index) => {
    const other = shop.world.products[(index * 7919) % shop.world.products.length];
    return distance(memory.person.style, other?.style ?? [0, 0]);
  });

  expect(mean(distances)).toBeLessThan(0.8 * mean(others));
});

const styleOf = (sku: string) => shop.world.products.find((product) => product.sku === sku)?.style ?? [0, 0];
const mean = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0) / values.length;
const distance = (left: readonly [number, number], right: readonly [number, number]): number =>
  Math.hypot(left[0] - right[0], left[1] - right[1]);

test("every product has a small picture of its own colour and shape", () => {
  const pictures = shop.world.products.map(({ imageUrl }) => imageUrl);

  expect(new Set(pictures).size).toBeGreaterThan(150);
  expect(Math.max(...pictures.map(({ length }) => length))).toBeLessThan(1000);
  expect(pictures.every((picture) => picture.startsWith("data:image/svg+xml,%3Csvg"))).toBe(true);
});
