import { catalogueRounds } from "../../src/demo/catalogue-input.ts";
import { type Life, livesOf } from "../../src/demo/people/lives.ts";
import type { Memory } from "../../src/demo/people/memory.ts";
import type { Person } from "../../src/demo/people/person.ts";
import type { DemoSettings } from "../../src/demo/settings.ts";
import { makeWorld, type World } from "../../src/demo/world/world.ts";
import { buildHistory, type Facts } from "../../src/scoring/recommendations/build-history.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { type Interaction, Interactions } from "../../src/scoring/recommendations/interactions.ts";
import { signalOf } from "../../src/scoring/recommendations/signals.ts";
import type { IncomingTouchpoint } from "../../src/touchpoints/index.ts";

/** A simulated shop as recommenders see it, and the people behind it. */
export interface Shop {
  readonly world: World;
  /** By number, as histories call customers. */
  readonly people: ReadonlyMap<string, Memory>;
  readonly interactions: Interactions;
  readonly facts: Facts;
}

/** Whoever wrote a touchpoint is one customer, whatever identifiers it has: how well they are put together is measured elsewhere. */
export function makeShop(settings: DemoSettings): Shop {
  const world = makeWorld(settings);
  const people = new Map<string, Memory>();
  const interactions = new Interactions();
  for (const life of livesOf(world)) {
    for (const memory of life.people) people.set(String(memory.person.number), memory);
    for (const touchpoint of soundOf(life)) {
      for (const each of touchesOf(touchpoint, settings.currency)) interactions.add(each);
    }
  }
  return { world, people, interactions, facts: { products: factsOf(world), customers: new Map() } };
}

/** What people did up to a moment, as it was known then. */
export const historyBefore = ({ interactions, facts }: Shop, moment: number): History =>
  buildHistory(interactions, (row) => (interactions.at[row] ?? 0) < moment, facts).history;

/** What is refused, or sent twice, teaches nothing. */
function soundOf({ touchpoints, faults }: Life): IncomingTouchpoint[] {
  const faulty = new Set(faults.map(({ touchpoint }) => touchpoint));
  return touchpoints.filter((touchpoint) => !faulty.has(touchpoint));
}

function touchesOf(touchpoint: IncomingTouchpoint, shopCurrency: string): Interaction[] {
  const { type, messageId, occurredAt, channel, customer, order, sku } = touchpoint;
  const signal = signalOf(type);
  if (signal === undefined) return [];
  const told = toldOf(customer);
  const [, person = ""] = messageId.split("-");
  const shared = { customer: person, signal, at: occurredAt, channel, ...(told && { toldCustomer: told }) };
  if (order !== undefined && order !== null) {
    return (order.lines ?? []).map((line) => ({
      ...shared,
      product: line.sku,
      price: Number(line.unitPrice.amount),
      currency: line.unitPrice.currency ?? shopCurrency,
    }));
  }
  return sku === undefined || sku === null ? [] : [{ ...shared, product: sku }];
}

function toldOf(customer: IncomingTouchpoint["customer"]): Interaction["toldCustomer"] {
  const { gender, occupation, country } = customer ?? {};
  const told = {
    ...(typeof gender === "string" && { gender }),
    ...(typeof occupation === "string" && { occupation }),
    ...(typeof country === "string" && { country }),
  };
  return Object.keys(told).length > 0 ? told : undefined;
}

/** The catalogue as it is told to the shop, with the first price of each product. */
function factsOf(world: World): Facts["products"] {
  const [first = []] = catalogueRounds(world);
  return new Map(
    first.map(({ sku, name, brand, category, description, price, attributes }) => [
      sku,
      {
        ...(name && { name }),
        ...(brand && { brand }),
        ...(category && { category: category.split(" > ") }),
        ...(description && { description }),
        ...(price && { price: Number(price.amount), currency: price.currency ?? world.settings.currency }),
        ...(attributes && { attributes: attributes as Record<string, string | number | boolean> }),
      },
    ]),
  );
}

export function memoryOf({ people }: Shop, number: string): Memory {
  const memory = people.get(number);
  if (memory === undefined) throw new Error(`nobody has the number ${number}`);
  return memory;
}

export const personOf = (shop: Shop, number: string): Person => memoryOf(shop, number).person;
