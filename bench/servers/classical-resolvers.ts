import Big from "big.js";
import { Customer, type Identity } from "../../src/customers/index.ts";
import type { CustomerOrder, OrderLine } from "../../src/orders/index.ts";
import { type CompetitorOffer, type PricePoint, Product } from "../../src/products/index.ts";
import type { CustomerProfile } from "../../src/profiles/index.ts";
import type { Segment } from "../../src/segments/index.ts";
import type { Touchpoint } from "../../src/touchpoints/index.ts";
import type { ClassicalContext } from "./classical.ts";

type Resolver<Source, Args> = (source: Source, args: Args, context: ClassicalContext) => unknown;
type Fields<Source> = Readonly<Record<string, Resolver<Source, never>>>;

const idOf =
  (prefix: string) =>
  ({ id }: { id: string }): string =>
    `${prefix}_${id.replaceAll("-", "")}`;
const uuidOf = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

const timesOf = <Name extends string>(...names: Name[]): Fields<Record<Name, Date | null>> =>
  Object.fromEntries(names.map((name) => [name, (row: Record<Name, Date | null>) => row[name]?.toISOString() ?? null]));

/** At least two decimals, and no zeros after them. */
function money(amount: string | null, currency: string | null): { amount: string; currency: string | null } | null {
  if (amount === null) return null;
  const exact = new Big(amount);
  return { amount: exact.toFixed(Math.max(2, exact.c.length - exact.e - 1)), currency };
}

const PAGE = 20;

async function customers(_source: unknown, args: { first?: number; after?: string }, { dataSource }: ClassicalContext) {
  const first = args.first ?? PAGE;
  const page = dataSource
    .getRepository(Customer)
    .createQueryBuilder("c")
    .where("c.mergedInto is null and c.erasedAt is null")
    .orderBy("c.firstSeenAt", "DESC")
    .addOrderBy("c.id", "DESC")
    .limit(first + 1);
  if (args.after !== undefined) {
    const [, at, id]: string[] = JSON.parse(Buffer.from(args.after, "base64url").toString("utf8"));
    page.andWhere("(c.firstSeenAt, c.id) < (:at, :id)", { at, id });
  }
  const rows = await page.getMany();
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: last && cursorOf(last) } };
}

/** As PostgreSQL writes a moment: without the zeros at the end of its fraction. */
function cursorOf({ firstSeenAt, id }: Customer): string {
  const at = firstSeenAt
    .toISOString()
    .replace("T", " ")
    .replace(/\.?0*Z$/, "+00");
  return Buffer.from(JSON.stringify(["FIRST_SEEN_DESC", at, id])).toString("base64url");
}

const customerFields: Fields<Customer> = {
  id: idOf("cus"),
  displayName: (row) => row.displayName ?? ([row.firstName, row.lastName].filter(Boolean).join(" ") || null),
  identities: ({ id }, _args, { loaders }) => loaders.identities.load(id),
  profile: async ({ id }, _args, { loaders }) => (await loaders.profiles.load(id))[0],
  touchpoints: async ({ id }, { first = PAGE }: { first?: number }, { loaders }) => ({
    nodes: await loaders.touchpoints(first, id),
  }),
  segments: ({ id }, _args, { loaders }) => loaders.segments.load(id),
  orders: async ({ id }, { first = PAGE }: { first?: number }, { loaders }) => ({
    nodes: await loaders.orders(first, id),
  }),
  ...timesOf("firstSeenAt", "lastSeenAt"),
};

const profileFields: Fields<CustomerProfile> = {
  totalSpent: async ({ totalSpent }, _args, { loaders }) => money(totalSpent, await loaders.currency()),
  averageOrderValue: async ({ totalSpent, orderCount }, _args, { loaders }) =>
    orderCount === 0 ? null : money(new Big(totalSpent).div(orderCount).toFixed(2), await loaders.currency()),
  channelMix: async ({ customerId }, _args, { loaders }) => {
    const channels = await loaders.channels.load(customerId);
    const all = channels.reduce((sum, { touchpoints }) => sum + touchpoints, 0);
    return channels.map(({ channel, touchpoints }) => ({ channel, touchpoints, share: touchpoints / all }));
  },
  ...timesOf("firstOrderAt", "lastOrderAt"),
};

const productOf = ({ productId }: { productId: string | null }, _args: unknown, { loaders }: ClassicalContext) =>
  productId === null ? null : loaders.products.load(productId);

const productFields: Fields<Product> = {
  id: idOf("prd"),
  price: ({ price, priceCurrency }) => money(price, priceCurrency),
  priceHistory: async ({ id }, _args, { loaders }) => {
    const points = await loaders.prices.load(id);
    const dated = points.map((point, index) => ({ ...point, validTo: points[index - 1]?.validFrom ?? null }));
    return dated.filter(({ price }) => price !== null);
  },
  competitorOffers: async ({ id }, _args, { loaders }) => {
    const offers = await loaders.offers.load(id);
    return offers.filter(({ competitor }, index) => offers[index - 1]?.competitor !== competitor);
  },
};

const priceOf = ({ price, currency }: PricePoint | CompetitorOffer) => money(price, currency);
const pricePointFields: Fields<PricePoint & { validTo: Date | null }> = {
  price: priceOf,
  from: ({ validFrom }) => validFrom.toISOString(),
  to: ({ validTo }) => validTo?.toISOString() ?? null,
};
const lineFields: Fields<OrderLine> = {
  product: productOf,
  unitPrice: ({ unitPrice, currency }) => money(unitPrice, currency),
  total: ({ total, currency }) => money(total, currency),
};
const orderFields: Fields<CustomerOrder> = {
  id: idOf("ord"),
  total: ({ total, currency }) => money(total, currency),
  lines: (order, _args, { loaders }) => loaders.lines.load(order),
  ...timesOf("placedAt"),
};
const touchpointFields: Fields<Touchpoint> = { id: idOf("tpt"), product: productOf, ...timesOf("occurredAt") };
const segmentFields: Fields<Segment> = { id: idOf("seg") };
const identityFields: Fields<Identity> = timesOf("firstSeenAt", "lastSeenAt");
const offerFields: Fields<CompetitorOffer> = { price: priceOf, ...timesOf("observedAt") };

const one =
  <Row extends object>(of: new () => Row): Resolver<unknown, { id: string }> =>
  (_source, { id }, { dataSource }) =>
    dataSource.getRepository(of).findOneBy({ id: uuidOf(id) } as never);

/** What is not here is the property of the same name. */
export const RESOLVERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Query: { customers, customer: one(Customer), product: one(Product) },
  Customer: customerFields,
  CustomerProfile: profileFields,
  Segment: segmentFields,
  Identity: identityFields,
  ChannelTouchpoint: touchpointFields,
  Order: orderFields,
  OrderLine: lineFields,
  Product: productFields,
  PricePoint: pricePointFields,
  CompetitorOffer: offerFields,
};
