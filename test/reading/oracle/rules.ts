import Big from "big.js";
import { latest } from "./consents.ts";
import { profileOf } from "./profiles.ts";
import type { CustomerRow, TouchpointRow } from "./tables.ts";
import { byText, idOf, sum, type Things } from "./things.ts";
import { countedOrders, netSpent } from "./totals.ts";
import { shownTraits } from "./traits.ts";

export type Rule = Readonly<Record<string, unknown>>;
type Plain = string | number | boolean;

interface Compared {
  readonly name: string;
  readonly is: string;
  readonly value?: Plain | null;
  readonly values?: readonly Plain[] | null;
}

interface Behaviour {
  readonly did: string;
  readonly channel?: readonly string[] | null;
  readonly name?: string | null;
  readonly productIds?: readonly string[] | null;
  readonly category?: string | null;
  readonly countIs?: string | null;
  readonly count?: number | null;
  readonly valueAtLeast?: string | null;
  readonly within?: Readonly<Record<string, unknown>> | null;
  readonly then?: Behaviour | null;
  readonly thenWithinHours?: number | null;
  readonly properties?: readonly Compared[] | null;
}

/** What an analyst is not told of a customer. */
const OPEN = new Set("gender ageBand occupation country city language timeZone firstSeenAt lastSeenAt".split(" "));

/** Whether a rule, or any in it, reads what is masked for an analyst. */
export function readsPersonal(rule: unknown): boolean {
  if (typeof rule !== "object" || rule === null) return false;
  return Object.entries(rule).some(([arm, given]) => {
    if (arm === "trait") return !OPEN.has((given as Compared).name);
    return arm === "properties" || readsPersonal(given);
  });
}

/** The ids of the segments that a rule reads. */
export function segmentsIn(rule: unknown): string[] {
  if (typeof rule !== "object" || rule === null) return [];
  return Object.entries(rule).flatMap(([arm, given]) => (arm === "segment" ? [String(given)] : segmentsIn(given)));
}

/** Whether a rule holds of a customer, by looking at the rows one by one: what SQL is held against. */
export function meets(rule: Rule, row: CustomerRow, things: Things): boolean {
  const [[arm, given] = ["", undefined]] = Object.entries(rule).filter(([, value]) => value !== undefined);
  const rules = (): readonly Rule[] => given as readonly Rule[];
  if (arm === "all") return rules().every((each) => meets(each, row, things));
  if (arm === "any") return rules().some((each) => meets(each, row, things));
  if (arm === "not") return !meets(given as Rule, row, things);
  if (arm === "trait") return compares(traitOf(given as Compared, row, things), given as Compared);
  if (arm === "profile") return compares(featureOf(given as Compared, row, things), given as Compared);
  if (arm === "behaviour") return behaves(given as Behaviour, row, things);
  if (arm === "segment") return isMember(String(given), row, things);
  if (arm === "consent") return says(given as Readonly<Record<string, string>>, row, things);
  if (arm === "identity")
    return things.tables.identities.some((each) => each.customer_id === row.id && each.kind === given);
  throw new Error(`nobody knows ${arm}`);
}

const isMember = (id: string, { id: customer }: CustomerRow, { tables }: Things): boolean =>
  tables.memberships.some((each) => each.customer_id === customer && idOf("seg", each.segment_id) === id);

function says(
  { purpose, channel, status }: Readonly<Record<string, string>>,
  row: CustomerRow,
  things: Things,
): boolean {
  const own = things.tables.consents.filter((each) => each.customer_id === row.id && each.purpose === purpose);
  const [newest] = own.filter((each) => each.channel === null || each.channel === channel).sort(latest);
  return newest?.status === status;
}

/** A trait's value, and what it is compared as. */
type Compare = { readonly value: unknown; readonly as: "json" | "number" | "moment" };

function traitOf({ name }: Compared, row: CustomerRow, things: Things): Compare {
  if (name === "firstSeenAt") return { value: row.first_seen_at.toISOString(), as: "moment" };
  if (name === "lastSeenAt") return { value: row.last_seen_at.toISOString(), as: "moment" };
  if (name.startsWith("address.")) {
    const address: Readonly<Record<string, unknown>> = { ...row.address };
    return { value: address[name.slice("address.".length)], as: "json" };
  }
  const shown = new Map(Object.entries(shownTraits(row, things.now)));
  if (shown.has(name)) return { value: shown.get(name), as: "json" };
  return { value: new Map(Object.entries(row.traits)).get(name), as: "json" };
}

interface Profile {
  readonly orderCount: number;
  readonly recencyDays: number | null;
  rfm(): { readonly recency: number; readonly frequency: number; readonly monetary: number } | null;
  favouriteCategories(): readonly { readonly category: string }[];
  channelMix(): readonly { readonly channel: string }[];
}

function featureOf({ name }: Compared, row: CustomerRow, things: Things): Compare {
  const profile = profileOf(row, things) as Profile; // what GraphQL would read
  const spent = netSpent(row, things);
  const orders = countedOrders(row, things).length;
  const values: Readonly<Record<string, () => unknown>> = {
    ORDER_COUNT: () => orders,
    TOTAL_SPENT: () => spent,
    AVERAGE_ORDER_VALUE: () => (orders === 0 ? null : spent.div(orders)),
    RECENCY_DAYS: () => profile.recencyDays,
    RFM_RECENCY: () => profile.rfm()?.recency,
    RFM_FREQUENCY: () => profile.rfm()?.frequency,
    RFM_MONETARY: () => profile.rfm()?.monetary,
    FAVOURITE_CATEGORY: () => profile.favouriteCategories()[0]?.category,
    FAVOURITE_CHANNEL: () => profile.channelMix()[0]?.channel,
  };
  return { value: values[name]?.(), as: name.startsWith("FAVOURITE") ? "json" : "number" };
}

/** -1, 0 or 1; undefined where the two are not of one kind. */
function order({ value, as }: Compare, other: Plain): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (as === "number") return new Big(value as Big).cmp(String(other));
  if (as === "moment") return Math.sign(Date.parse(String(value)) - Date.parse(String(other)));
  if (typeof value !== typeof other) return undefined;
  if (typeof value === "string") return byText(value, String(other));
  if (typeof value === "number") return new Big(value).cmp(Number(other));
  return value === other ? 0 : undefined;
}

function compares(subject: Compare, { is, value, values }: Compared): boolean {
  const given = value ?? "";
  const list = values ?? [];
  const is0 = (other: Plain): boolean => order(subject, other) === 0;
  const [low = "", high = ""] = list;
  const cmp = (other: Plain, test: (sign: number) => boolean): boolean => {
    const sign = order(subject, other);
    return sign !== undefined && test(sign);
  };
  switch (is) {
    case "EQUAL":
      return is0(given);
    case "NOT_EQUAL":
      return !is0(given);
    case "MORE_THAN":
      return cmp(given, (sign) => sign > 0);
    case "AT_LEAST":
      return cmp(given, (sign) => sign >= 0);
    case "LESS_THAN":
      return cmp(given, (sign) => sign < 0);
    case "AT_MOST":
      return cmp(given, (sign) => sign <= 0);
    case "BETWEEN":
      return cmp(low, (sign) => sign >= 0) && cmp(high, (sign) => sign <= 0);
    case "IN":
      return list.some(is0);
    case "NOT_IN":
      return !list.some(is0);
    case "CONTAINS":
      if (Array.isArray(subject.value)) return subject.value.some((item) => item === given);
      return typeof subject.value === "string" && typeof given === "string" && subject.value.includes(given);
    case "STARTS_WITH":
      return typeof subject.value === "string" && subject.value.startsWith(String(given));
    case "EXISTS":
      return subject.value !== undefined && subject.value !== null;
    default:
      return subject.value === undefined || subject.value === null;
  }
}

function behaves(args: Behaviour, row: CustomerRow, things: Things): boolean {
  const own = things.tables.touchpoints.filter(({ customer_id }) => customer_id === row.id);
  return counts(args, own.filter((each) => isSuch(args, each, own, things)).length);
}

function counts({ countIs, count }: Behaviour, found: number): boolean {
  const many = count ?? 1;
  const tests: Readonly<Record<string, boolean>> = {
    EQUAL: found === many,
    NOT_EQUAL: found !== many,
    MORE_THAN: found > many,
    AT_LEAST: found >= many,
    LESS_THAN: found < many,
    AT_MOST: found <= many,
  };
  return tests[countIs ?? "AT_LEAST"] === true;
}

const [HOUR, DAY] = [3_600_000, 24 * 3_600_000];

function isSuch(args: Behaviour, each: TouchpointRow, own: readonly TouchpointRow[], things: Things): boolean {
  const { did, channel, name, productIds, category, valueAtLeast, within, then, thenWithinHours, properties } = args;
  const at = each.occurred_at.getTime();
  const { lastDays, moreThanDaysAgo, from, to } = within ?? {};
  const now = things.now.getTime();
  if (each.type !== did) return false;
  if (channel && !channel.includes(each.channel)) return false;
  if (name && each.name !== name) return false;
  if (typeof lastDays === "number" && at < now - lastDays * DAY) return false;
  if (typeof moreThanDaysAgo === "number" && at >= now - moreThanDaysAgo * DAY) return false;
  if (typeof from === "string" && at < Date.parse(from)) return false;
  if (typeof to === "string" && at >= Date.parse(to)) return false;
  const products = productsOf(each, things);
  if (productIds && !products.some(({ id }) => productIds.includes(idOf("prd", id)))) return false;
  const lies = (path: string | null): boolean => path === category || path?.startsWith(`${category} > `) === true;
  if (category && !products.some((product) => lies(product.category))) return false;
  if (valueAtLeast && !(worthOf(each, things)?.gte(valueAtLeast) ?? false)) return false;
  const known = new Map(Object.entries(each.properties));
  if (!(properties ?? []).every((one) => compares({ value: known.get(one.name), as: "json" }, one))) return false;
  if (!then) return true;
  const end = thenWithinHours ? at + thenWithinHours * HOUR : Number.POSITIVE_INFINITY;
  const after = own.filter(({ occurred_at }) => occurred_at.getTime() > at && occurred_at.getTime() <= end);
  return counts(then, after.filter((next) => isSuch(then, next, own, things)).length);
}

const isOfOrder = ({ type }: TouchpointRow): boolean => type.startsWith("ORDER_");

/** The touchpoint's own product; of an order those that it told; of the return of the whole order all of the order's. */
function productsOf(each: TouchpointRow, { tables }: Things) {
  const ids = new Set<string>(each.product_id === null ? [] : [each.product_id]);
  if (isOfOrder(each)) {
    const told = tables.toldOrders.find(({ touchpoint_id }) => touchpoint_id === each.id);
    for (const { productId } of told?.lines ?? []) ids.add(productId);
    if (told?.lines.length === 0 && told.total === null) {
      const orders = tables.orders.filter(
        ({ customer_id, order_number }) => customer_id === each.customer_id && order_number === each.order_number,
      );
      for (const line of tables.lines) if (orders.some(({ id }) => id === line.order_id)) ids.add(line.product_id);
    }
  }
  return tables.products.filter(({ id }) => ids.has(id));
}

/** In the shop's currency. */
function worthOf(each: TouchpointRow, { tables }: Things): Big | undefined {
  if (each.value !== null) return new Big(each.value).times(each.rate ?? 1);
  const told = isOfOrder(each) ? tables.toldOrders.find(({ touchpoint_id }) => touchpoint_id === each.id) : undefined;
  if (told === undefined) return undefined;
  if (told.total !== null) return new Big(told.total).times(told.rate ?? 1);
  if (told.lines.length > 0) {
    return sum(told.lines.map(({ quantity, unitPrice }) => new Big(unitPrice).times(quantity))).times(told.rate ?? 1);
  }
  const back = tables.refunds.find(({ touchpoint_id }) => touchpoint_id === each.id);
  return back === undefined ? undefined : new Big(back.amount).times(back.rate);
}
