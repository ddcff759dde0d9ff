import type { IncomingTouchpoint } from "../../touchpoints/index.ts";
import type { Random } from "../random.ts";
import { atLikelyHour, SHOP_HOURS } from "../world/calendar.ts";
import { foreignCurrency, rateOn } from "../world/rates.ts";
import type { World } from "../world/world.ts";
import { identitiesOf, traitsOf } from "./accounts.ts";
import { buy } from "./checkout.ts";
import type { Diary } from "./diary.ts";
import type { Memory } from "./memory.ts";
import { categoryFor, considerationSet, considerBuying, type Wanted } from "./shopping.ts";

type Identities = IncomingTouchpoint["identities"];

function choose(world: World, memory: Memory, at: number, random: Random): Wanted[] {
  const category = categoryFor(world, memory.person, memory, at, random);
  const products = considerationSet(world, memory.person, category, at, random);
  return products.flatMap((product) => considerBuying(world, memory.person, memory, product, at, random) ?? []);
}

/** In a shop only the loyalty card tells who it is; it is given out at the till, most often to an address or a number. */
export function visitStore(world: World, diary: Diary, memory: Memory, day: number, random: Random): void {
  const at = atLikelyHour(day, (hours, weight) => random.weighted(hours, weight), random.uniform(), SHOP_HOURS);
  const { person, account } = memory;
  const wanted = choose(world, memory, at, random);
  if (memory.card === undefined) {
    if (wanted.length === 0) return; // nobody has seen them
    memory.card = `card-${String(person.number).padStart(6, "0")}`;
    const told = account === undefined || !random.chance(0.7) ? [] : [{ kind: "EMAIL" as const, value: account.email }];
    memory.cardLinked = told.length > 0;
    diary.add(at, "IN_STORE", "CUSTOM", [{ kind: "LOYALTY_CARD", value: memory.card }, ...told], {
      name: "Loyalty Card Issued",
    });
  }
  const identities: Identities = [{ kind: "LOYALTY_CARD", value: memory.card }];
  const properties = { store: `${person.city} store` };
  diary.add(at + 60_000, "IN_STORE", "STORE_VISITED", identities, { properties });
  if (wanted.length === 0) return;
  const { currency } = world.settings;
  const purchase = {
    at: at + 600_000,
    channel: "IN_STORE" as const,
    identities,
    wanted,
    currency,
    rate: 1,
    voucher: false,
  };
  buy(diary, memory, purchase, random);
}

/** A card that was given out without a name is told to the account some day. */
export function linkCard(diary: Diary, memory: Memory, at: number): void {
  const { account, card } = memory;
  if (card === undefined || memory.cardLinked || account?.userId === undefined) return;
  memory.cardLinked = true;
  const identities: Identities = [...identitiesOf(account), { kind: "LOYALTY_CARD", value: card }];
  diary.add(at, "WEB", "CUSTOM", identities, { name: "Loyalty Card Linked" });
}

/** A marketplace has numbers of its own for people, and abroad a currency of its own. */
export function buyOnMarketplace(world: World, diary: Diary, memory: Memory, at: number, random: Random): void {
  const { person } = memory;
  // A marketplace sells everybody's things: not every look ends with one of ours.
  const wanted = random.chance(0.7) ? choose(world, memory, at, random) : [];
  if (wanted.length === 0) return;
  const { currency: own } = world.settings;
  const abroad = person.country.code !== "GB" ? foreignCurrency(own) : own;
  const rate = abroad === own ? 1 : 1 / rateOn(world.settings, at);
  const identities: Identities = [{ kind: "EXTERNAL_ID", value: `marketplace:${100_000 + person.number}` }];
  const { firstName, lastName, country, city } = person;
  const customer = { displayName: `${firstName} ${lastName}`, firstName, lastName, country: country.code, city };
  const purchase = { at, channel: "MARKETPLACE" as const, identities, wanted, currency: abroad, rate, voucher: false };
  buy(diary, memory, { ...purchase, more: { customer } }, random);
}

/** A call: an order from the catalogue, or a question. */
export function call(world: World, diary: Diary, memory: Memory, day: number, random: Random): void {
  const { person } = memory;
  if (person.phone === undefined) return;
  const at = atLikelyHour(day, (hours, weight) => random.weighted(hours, weight), random.uniform(), SHOP_HOURS);
  const identities: Identities = [{ kind: "PHONE", value: person.phone }];
  const wanted = choose(world, memory, at, random);
  if (wanted.length === 0) {
    diary.add(at, "CALL_CENTER", "SUPPORT_CONTACTED", identities, { properties: { topic: "catalogue" } });
    return;
  }
  const { email: _email, ...customer } = traitsOf(person, { ...person, userId: undefined, email: "" }, random);
  const { currency } = world.settings;
  const purchase = { at, channel: "CALL_CENTER" as const, identities, wanted, currency, rate: 1, voucher: false };
  buy(diary, memory, { ...purchase, more: { customer } }, random);
}
