import type { Channel, IncomingTouchpoint } from "../../touchpoints/index.ts";
import type { Random } from "../random.ts";
import type { DemoProduct } from "../world/catalogue.ts";
import type { World } from "../world/world.ts";
import { cookieOf, identitiesOf, makeAccount, signUp, traitsOf } from "./accounts.ts";
import { buy } from "./checkout.ts";
import type { Diary } from "./diary.ts";
import type { Browser, Memory } from "./memory.ts";
import { categoryFor, considerationSet, considerBuying, type Wanted } from "./shopping.ts";

type Identities = IncomingTouchpoint["identities"];

/** Where somebody comes from; what a link in a message brings is told by the message itself. */
const ENTRANCES: readonly (readonly [Channel, number])[] = [
  ["WEB", 0.5],
  ["SEARCH", 0.24],
  ["SOCIAL", 0.1],
  ["DISPLAY_ADS", 0.1],
  ["REFERRAL", 0.06],
];

const BOUNCES = 0.42; // of visits end where they began
const LOOKS_FURTHER = 0.4; // of those who have found something look for something else too
const LEAVES_BASKET = 0.35;
const LEAVES_CHECKOUT = 0.22;

/** A visit in the making: the moments go on, and who it is may become known on the way. */
interface Visit {
  readonly world: World;
  readonly diary: Diary;
  readonly memory: Memory;
  readonly random: Random;
  readonly channel: Channel;
  readonly sessionId: string;
  readonly browser: Browser | undefined;
  identities: Identities;
  at: number;
}

export interface VisitStart {
  readonly at: number;
  /** The phone, where a link in a message was followed. */
  readonly followed?: Identities;
}

/** Somebody comes to the web site or opens the app, looks around, and perhaps buys. */
export function visit(world: World, diary: Diary, memory: Memory, start: VisitStart, random: Random): void {
  const inApp = memory.appSince !== undefined && start.followed === undefined && random.chance(0.6);
  const browser = inApp
    ? undefined
    : memory.browser(start.at, random, start.followed === undefined ? undefined : "phone");
  memory.visits += 1;
  memory.lastVisit = start.at;
  const session: Visit = {
    world,
    diary,
    memory,
    random,
    browser,
    channel: inApp ? "MOBILE_APP" : "WEB",
    sessionId: `s-${memory.person.number}-${memory.visits}`,
    identities: browser === undefined ? appIdentities(memory) : [...(start.followed ?? []), cookieOf(browser)],
    at: start.at,
  };
  enter(session, start.followed !== undefined);
  if (start.followed === undefined && random.chance(BOUNCES)) return;
  const wanted = browse(session);
  if (wanted.length > 0 && random.chance(LOOKS_FURTHER)) wanted.push(...browse(session));
  if (wanted.length > 0) decideToBuy(session, wanted);
  else if (browser !== undefined && memory.account === undefined && memory.visits >= 2)
    perhapsSignUp(session, browser, 0.5);
}

const appIdentities = ({ person, account }: Memory): Identities => [
  { kind: "DEVICE_ID", value: `app-${person.number}` },
  ...(account === undefined ? [] : identitiesOf(account)),
];

function tell(visit: Visit, type: IncomingTouchpoint["type"], more: Partial<IncomingTouchpoint> = {}): void {
  const { diary, at, channel, identities, sessionId, random } = visit;
  diary.add(at, more.channel ?? channel, type, identities, { sessionId, ...more });
  visit.at += random.exponential(40_000);
}

function enter(visit: Visit, followed: boolean): void {
  const { random, browser } = visit;
  const channel = random.weighted(ENTRANCES, ([, share]) => share)[0];
  // The country of a visitor's address is all that is known of one who has never been here.
  const located =
    browser === undefined || browser.located ? {} : { customer: { country: visit.memory.person.country.code } };
  if (browser !== undefined) browser.located = true;
  if (browser === undefined) tell(visit, "PAGE_VIEWED", { name: "Home screen" });
  else if (followed || channel === "WEB") tell(visit, "PAGE_VIEWED", { name: "Home page", ...located });
  else if (channel === "SEARCH" || channel === "REFERRAL") {
    const properties = { referrer: `https://${channel.toLowerCase()}.example/` };
    tell(visit, "PAGE_VIEWED", { channel, name: "Landing page", properties, ...located });
  } else {
    const properties = { creative: random.pick(["A", "B", "C"]) };
    tell(visit, "PROMOTION_CLICKED", { channel, name: "Advertisement", properties, ...located });
  }
  beRecognised(visit);
}

/** Whoever has an account is mostly signed in, or signs in at once. */
function beRecognised(visit: Visit): void {
  const { memory, random, browser } = visit;
  const { account } = memory;
  if (account?.userId === undefined || browser === undefined || !random.chance(0.75)) return;
  visit.identities = [...identitiesOf(account), cookieOf(browser)];
  if (!browser.known) tell(visit, "SIGNED_IN", { name: "Signed In" });
  browser.known = true;
}

function browse(visit: Visit): Wanted[] {
  const { world, memory, random } = visit;
  const category = categoryFor(world, memory.person, memory, visit.at, random);
  const products = considerationSet(world, memory.person, category, visit.at, random);
  const [first] = products;
  if (first === undefined) return [];
  if (random.chance(0.3)) tell(visit, "SEARCHED", { searchQuery: random.pick(first.leaf.searched) });
  else tell(visit, "PRODUCT_LIST_VIEWED", { name: category, properties: { category } });
  return products.flatMap((product) => lookCloser(visit, product) ?? []);
}

function lookCloser(visit: Visit, product: DemoProduct): Wanted | undefined {
  const { world, memory, random } = visit;
  const { sku } = product;
  tell(visit, "PRODUCT_VIEWED", { sku });
  const wanted = considerBuying(world, memory.person, memory, product, visit.at, random);
  if (wanted !== undefined) tell(visit, "PRODUCT_ADDED", { sku, quantity: wanted.quantity });
  else if (random.chance(0.04)) tell(visit, "WISHLIST_ADDED", { sku });
  else if (random.chance(0.015)) tell(visit, "PRODUCT_SHARED", { sku, channel: "SOCIAL" });
  return wanted;
}

/** Many baskets are left behind, some of them at the checkout. */
function decideToBuy(visit: Visit, wanted: readonly Wanted[]): void {
  const { memory, random, browser } = visit;
  if (random.chance(LEAVES_BASKET)) {
    if (random.chance(0.4)) tell(visit, "PRODUCT_REMOVED", { sku: wanted[0]?.product.sku ?? null });
    return;
  }
  const { person } = memory;
  if (person.kind === "VISITOR" || person.kind === "CALLER" || person.kind === "MARKETPLACE") return;
  tell(visit, "CHECKOUT_STARTED");
  if (random.chance(LEAVES_CHECKOUT)) return;
  if (browser !== undefined) identify(visit, browser);
  const { world, diary, at, channel, identities, sessionId } = visit;
  const voucher = memory.orders > 1 && random.chance(0.08);
  const guest = memory.account !== undefined && memory.account.userId === undefined ? memory.account : undefined;
  const customer = guest === undefined ? {} : { customer: traitsOf(person, guest, random) };
  const more = { sessionId, ...customer };
  buy(
    diary,
    memory,
    { at, channel, identities, wanted, currency: world.settings.currency, rate: 1, voucher, more },
    random,
  );
}

/** Who buys says who they are: by an account, or as a guest by an e-mail address. */
function identify(visit: Visit, browser: Browser): void {
  const { memory, random, diary } = visit;
  const { person } = memory;
  if (person.kind === "GUEST") {
    memory.account ??= makeAccount(person, undefined);
    if (!memory.subscribed && person.likesMail && random.chance(0.5)) memory.subscribe(visit.at, memory.account.email);
  } else if (memory.account?.userId === undefined) signUp(diary, memory, visit.at, browser, random);
  else if (!browser.known) {
    visit.identities = [...identitiesOf(memory.account), cookieOf(browser)];
    tell(visit, "SIGNED_IN", { name: "Signed In" });
    browser.known = true;
  }
  if (memory.account !== undefined) visit.identities = [...identitiesOf(memory.account), cookieOf(browser)];
  visit.at += 20_000;
}

function perhapsSignUp(visit: Visit, browser: Browser, probability: number): void {
  const { memory, random, diary } = visit;
  if (memory.person.kind !== "MEMBER" || !random.chance(probability)) return;
  signUp(diary, memory, visit.at, browser, random);
}
