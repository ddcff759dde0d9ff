import type { Random } from "../random.ts";
import { LEAVES } from "../world/assortment.ts";
import { DAY } from "../world/calendar.ts";
import type { DemoProduct } from "../world/catalogue.ts";
import type { Person } from "./person.ts";

/** An account, or the name under which somebody buys without one. */
export interface Account {
  readonly userId: string | undefined;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** A browser with its cookie. */
export interface Browser {
  readonly name: "laptop" | "phone";
  cookie: string;
  renewAt: number;
  /** Whether somebody has signed in with this cookie. */
  known: boolean;
  /** Whether its country has been told. */
  located: boolean;
}

const LEAF_OF = new Map(LEAVES.map((leaf) => [leaf.category, leaf]));
const COOKIE_LASTS = 500 * DAY;

/** What somebody has of the shop's things, as far as it changes what they want. */
export interface Belongings {
  /** Whether what they last bought of a category still serves at a moment. */
  has(category: string, at: number): boolean;
  hasHad(sku: string): boolean;
}

interface Bought {
  readonly sku: string;
  readonly category: string;
  readonly at: number;
  readonly until: number;
}

/** What changes about somebody as time goes by. */
export class Memory implements Belongings {
  readonly person: Person;
  account: Account | undefined;
  browsers: readonly Browser[];
  appSince: number | undefined;
  card: string | undefined;
  cardLinked = false;
  /** When they asked for mail, and by which address. */
  readonly subscriptions: { readonly at: number; readonly email: string }[] = [];
  #subscribed = false;
  visits = 0;
  lastVisit = Number.NEGATIVE_INFINITY;
  orders = 0;
  readonly #ownedUntil = new Map<string, number>();
  readonly #purchases: Bought[] = [];
  readonly #boosts: { from: number; until: number; factor: number }[] = [];
  #cookies = 0;

  constructor(person: Person, random: Random, shared?: Browser) {
    this.person = person;
    this.browsers = [shared ?? this.#browser("laptop", random), this.#browser("phone", random)];
  }

  get subscribed(): boolean {
    return this.#subscribed;
  }

  subscribe(at: number, email: string): void {
    if (!this.#subscribed) this.subscriptions.push({ at, email });
    this.#subscribed = true;
  }

  unsubscribe(): void {
    this.#subscribed = false;
  }

  #browser(name: Browser["name"], random: Random): Browser {
    return {
      name,
      cookie: this.#cookie(),
      renewAt: this.person.from + random.exponential(COOKIE_LASTS),
      known: false,
      located: false,
    };
  }

  #cookie(): string {
    this.#cookies += 1;
    return `web-${this.person.number}-${this.#cookies}`;
  }

  /** The browser somebody takes; its cookie is a new one now and then. */
  browser(at: number, random: Random, name?: Browser["name"]): Browser {
    const usual = name ?? (random.chance(0.8) ? "laptop" : "phone");
    const browser = this.browsers.find((each) => each.name === usual) ?? random.pick(this.browsers);
    if (at >= browser.renewAt) {
      browser.cookie = this.#cookie();
      browser.renewAt = at + random.exponential(COOKIE_LASTS);
      browser.known = false;
      browser.located = false;
    }
    return browser;
  }

  bought({ sku, leaf }: DemoProduct, at: number): void {
    const until = at + leaf.lasts * DAY;
    this.#ownedUntil.set(leaf.category, until);
    this.#purchases.push({ sku, category: leaf.category, at, until });
  }

  has(category: string, at: number): boolean {
    return (this.#ownedUntil.get(category) ?? 0) > at;
  }

  hasHad(sku: string): boolean {
    return this.#purchases.some((bought) => bought.sku === sku);
  }

  /** What they had at an earlier moment, whatever came later. */
  asOf(moment: number): Belongings {
    const before = this.#purchases.filter((bought) => bought.at <= moment);
    return {
      has: (category, at) => before.some((bought) => bought.category === category && bought.until > at),
      hasHad: (sku) => before.some((bought) => bought.sku === sku),
    };
  }

  /** Categories that go with what is owned, while it is owned. */
  ledTo(at: number): string[] {
    return [...this.#ownedUntil].flatMap(([category, until]) => {
      const next = LEAF_OF.get(category)?.leadsTo;
      return until > at && next !== undefined && !this.has(next, at) ? [next] : [];
    });
  }

  /** From one moment to another somebody comes more often. */
  boost(factor: number, from: number, until: number): void {
    this.#boosts.push({ factor, from, until });
  }

  boostAt(at: number): number {
    return this.#boosts.reduce((all, { factor, from, until }) => (from <= at && at < until ? all * factor : all), 1);
  }

  /** The most that it is on a day; boosts that are over are forgotten. */
  mostBoost(from: number, until: number): number {
    const open = this.#boosts.filter((boost) => boost.until > from);
    this.#boosts.splice(0, this.#boosts.length, ...open);
    return open.reduce((all, boost) => (boost.from < until ? all * boost.factor : all), 1);
  }
}
