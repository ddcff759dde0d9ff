import fc from "fast-check";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isNonNullType,
} from "graphql";
import type { Role } from "../../../src/graphql/roles.ts";
import { type Rule, readsPersonal } from "../oracle/rules.ts";
import { anyOf } from "./any-of.ts";
import { type Given, HOWS } from "./shape.ts";

/** What there is to ask for, taken from the shop itself. */
export interface Pools {
  /** By the order of the list that gave them. */
  readonly cursors: Readonly<Record<string, readonly string[]>>;
  readonly ids: readonly string[];
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
  readonly skus: readonly string[];
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  readonly segmentKeys: readonly string[];
  readonly rules: fc.Arbitrary<Rule>;
  readonly searches: readonly string[];
  readonly moments: readonly string[];
}

type Field = GraphQLField<unknown, unknown>;
type Values = Readonly<Record<string, unknown>>;

/** The arguments of a field: mostly such as can be answered. */
export function argumentsOf(parent: string, field: Field, pools: Pools, role: Role): fc.Arbitrary<readonly Given[]> {
  if (field.args.length === 0) return fc.constant([]);
  return valuesOf(parent, field, pools, role).chain((values) =>
    fc.tuple(
      ...field.args.filter(({ name }) => values[name] !== undefined).map((arg) => givenOf(arg, values[arg.name])),
    ),
  );
}

const givenOf = ({ name, type }: GraphQLArgument, value: unknown): fc.Arbitrary<Given> =>
  fc
    .constantFrom(...HOWS, "literal" as const, "variable" as const, "inside" as const)
    .map((how) => ({ name, type, value, how }));

function valuesOf(parent: string, field: Field, pools: Pools, role: Role): fc.Arbitrary<Values> {
  if (parent === "Query" && field.name === "customer") return whichCustomer(pools, role);
  if (field.name === "recommendationReport") return whichSpan(pools);
  if (parent === "Query" && field.name === "segment") return whichSegment(pools);
  if (parent === "Query" && field.name === "campaign") return whichCampaign(pools);
  const paged = field.args.some(({ name }) => name === "after");
  const others = field.args.filter(({ name }) => !paged || !["first", "after", "last", "before"].includes(name));
  const each = others.map((arg) => [arg.name, perhapsGiven(parent, field, arg, pools, role)] as const);
  const rest = fc.record(Object.fromEntries(each));
  if (!paged) return rest;
  return rest.chain((more) => {
    const order = ORDERS[field.name] ?? String(more["orderBy"] ?? "FIRST_SEEN_DESC");
    return pageOf(field, order, pools, parent === "Query").map((page) => ({ ...page, ...more }));
  });
}

/** The order of each list that has only one. */
const ORDERS: Readonly<Record<string, string>> = {
  touchpoints: "OCCURRED_DESC",
  orders: "PLACED_DESC",
  products: "SKU",
  consentHistory: "RECORDED_DESC",
  jobs: "CREATED_DESC",
  segments: "KEY_ASC",
  members: "FIRST_SEEN_DESC",
  membershipChanges: "NUMBER_DESC",
  campaigns: "CAMPAIGN_CREATED_DESC",
  assignments: "CUSTOMER_ASC",
};

/** Left out half the time where it may be, and mostly where it may not be given. */
function perhapsGiven(parent: string, { name }: Field, arg: GraphQLArgument, pools: Pools, role: Role) {
  const value = drawnFor(arg, pools, role);
  if (isNonNullType(arg.type)) return value;
  const masked = role === "ANALYST" && name === "customers" && ["search", "filter"].includes(arg.name);
  const needed = parent === "Query" && name === "product";
  return anyOf<unknown>(
    { weight: masked ? 40 : needed ? 1 : 3, arbitrary: fc.constant(undefined) },
    { weight: needed ? 6 : 2, arbitrary: value },
  );
}

/** Forwards or backwards, from a cursor of this list; now and then what no page can be. */
function pageOf(field: Field, order: string, { cursors }: Pools, outermost: boolean): fc.Arbitrary<Values> {
  const size = fc.nat({ max: outermost ? 7 : 3 });
  const cursor = fc.constantFrom(...(cursors[order] ?? []));
  const forwards = fc.record({ first: size, after: cursor }, { requiredKeys: ["first"] });
  const backwards = fc.record({ last: size, before: cursor }, { requiredKeys: ["last"] });
  const both = field.args.some(({ name }) => name === "last");
  const foreign = fc.constantFrom(...Object.values(cursors).flat());
  const wrong = anyOf<Values>(
    fc.constantFrom<Values>(...WRONG.filter((page) => both || !("last" in page || "before" in page))),
    both ? fc.record({ before: foreign, last: size }) : fc.record({ after: foreign }),
  );
  return anyOf<Values>(
    { weight: 60, arbitrary: forwards },
    ...(both ? [{ weight: 60, arbitrary: backwards }] : []),
    { weight: outermost ? 12 : 2, arbitrary: fc.constant({}) },
    { weight: outermost ? 2 : 1, arbitrary: wrong },
  );
}

const WRONG: readonly Values[] = [
  { first: -1 },
  { first: 101 },
  { first: 100 },
  { first: 2, after: "no cursor" },
  { after: "WyJTS1UiXQ" },
  { last: 101 },
  { first: 1, last: 1 },
  { first: 1, before: "" },
  { before: "WyJTS1UiXQ" },
];

function whichCustomer({ ids, identities }: Pools, role: Role): fc.Arbitrary<Values> {
  const id = fc.constantFrom(...ids.filter((each) => each.startsWith("cus_")));
  const visitors = identities.filter(({ kind }) => kind === "ANONYMOUS_ID");
  const others = identities.filter(({ kind }) => kind !== "ANONYMOUS_ID");
  const identity = anyOf(
    { weight: 2, arbitrary: fc.constantFrom(...visitors) },
    { weight: role === "STOREFRONT" ? 1 : 4, arbitrary: fc.constantFrom(...others) },
  );
  return anyOf<Values>(
    { weight: role === "STOREFRONT" ? 8 : 40, arbitrary: fc.record({ id }) },
    { weight: role === "ANALYST" ? 1 : 40, arbitrary: fc.record({ identity }) },
    { weight: 1, arbitrary: fc.record({ id: fc.constantFrom(...ids) }) },
    { weight: 1, arbitrary: fc.record({ id, identity: fc.constantFrom(...identities) }, { requiredKeys: [] }) },
  );
}

/** By id or by key; now and then by both, or by neither. */
function whichSegment({ ids, segmentKeys }: Pools): fc.Arbitrary<Values> {
  const id = fc.constantFrom(...ids.filter((each) => each.startsWith("seg_")));
  const key = fc.constantFrom(...segmentKeys);
  return anyOf<Values>(
    { weight: 20, arbitrary: fc.record({ id }) },
    { weight: 20, arbitrary: fc.record({ key }) },
    { weight: 1, arbitrary: fc.record({ id: fc.constantFrom(...ids) }) },
    { weight: 1, arbitrary: fc.record({ id, key }, { requiredKeys: [] }) },
  );
}

/** Now and then one that there is not. */
const whichCampaign = ({ ids }: Pools): fc.Arbitrary<Values> =>
  fc.record({
    id: anyOf(
      { weight: 20, arbitrary: fc.constantFrom(...ids.filter((id) => id.startsWith("cmp_"))) },
      fc.constantFrom(...ids),
    ),
  });

/** A rule; of an analyst, now and then one that reads what is masked. */
function ruleFor({ rules }: Pools, role: Role): fc.Arbitrary<unknown> {
  if (role !== "ANALYST") return rules;
  const open = rules.filter((rule) => !readsPersonal(rule));
  return anyOf<unknown>({ weight: 20, arbitrary: open }, rules);
}

/** Mostly one that ends after it begins. */
const whichSpan = ({ moments }: Pools): fc.Arbitrary<Values> =>
  fc.tuple(fc.constantFrom(...moments), fc.constantFrom(...moments), fc.nat({ max: 9 })).map(([one, other, turn]) => {
    const [from, to] = Date.parse(one) < Date.parse(other) === turn > 0 ? [one, other] : [other, one];
    return { from, to };
  });

function drawnFor({ name, type }: GraphQLArgument, pools: Pools, role: Role): fc.Arbitrary<unknown> {
  const { identities } = pools;
  const visitors = identities.filter(({ kind }) => role !== "STOREFRONT" || kind === "ANONYMOUS_ID");
  const products = pools.ids.filter((id) => id.startsWith("prd_"));
  const id =
    role === "STOREFRONT"
      ? anyOf({ weight: 80, arbitrary: fc.constantFrom(...products) }, fc.constantFrom(...pools.ids))
      : fc.constantFrom(...pools.ids);
  const byName: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
    id: () => id,
    ids: () =>
      anyOf<readonly string[]>(
        { weight: 60, arbitrary: fc.array(id, { minLength: 1, maxLength: 7 }) },
        fc.constant([]),
      ),
    basket: () => fc.array(fc.constantFrom(...products, "x"), { maxLength: 3 }),
    productIds: () =>
      anyOf<readonly string[]>(
        { weight: 40, arbitrary: fc.subarray([...products, "x"], { minLength: 1, maxLength: 4 }) },
        fc.constant([]),
      ),
    identity: () => fc.constantFrom(...visitors),
    customerId: () =>
      anyOf(
        { weight: 20, arbitrary: fc.constantFrom(...pools.ids.filter((each) => each.startsWith("cus_"))) },
        fc.constantFrom(...pools.ids),
      ),
    sku: () => fc.constantFrom(...pools.skus),
    category: () => fc.constantFrom(...pools.categories),
    search: () => fc.constantFrom(...pools.searches),
    since: () => fc.constantFrom(...pools.moments),
    first: () => anyOf({ weight: 60, arbitrary: fc.integer({ min: 0, max: 12 }) }, fc.constantFrom(-1, 100, 101)),
    days: () => anyOf({ weight: 60, arbitrary: fc.constantFrom(1, 2, 7, 14, 30, 365) }, fc.constantFrom(0, 366)),
    input: () => pricing,
    rule: () => ruleFor(pools, role),
    filter: () => {
      const named = `${getNamedType(type)}`;
      if (named === "SegmentRuleInput") return pools.rules;
      return named === "RecommendationFilter" ? shelfOf(pools, products) : filterOf(type, pools, products);
    },
  };
  return byName[name]?.() ?? fc.constantFrom(...namesOf(type));
}

/** What a price is to reach. */
const pricing = fc.record(
  {
    objective: fc.constantFrom("PROFIT", "REVENUE", "UNITS"),
    minMargin: fc.constantFrom(0, 0.25),
    priceEnding: fc.constantFrom("0.99", null),
    floor: fc.constantFrom("1.00", null),
  },
  { requiredKeys: [] },
);

/** Which products may be recommended. */
function shelfOf({ categories, brands }: Pools, products: readonly string[]): fc.Arbitrary<unknown> {
  const orNull = (value: fc.Arbitrary<unknown>) => anyOf<unknown>({ weight: 6, arbitrary: value }, fc.constant(null));
  const price = fc.constantFrom("0", "1.125", "7.77", "10.50", "20.125", "1000000");
  const given = {
    categories: orNull(fc.subarray([...categories])),
    brands: orNull(fc.subarray([...brands])),
    priceMin: orNull(price),
    priceMax: orNull(price),
    inStockOnly: orNull(fc.boolean()),
    excludeBought: orNull(fc.boolean()),
    excludeProductIds: orNull(fc.subarray([...products, "x"], { maxLength: 5 })),
  };
  const seldom = Object.entries(given).map(([name, value]) => fc.record({ [name]: value }));
  return fc.array(anyOf(...seldom), { maxLength: 2 }).map((parts) => Object.assign({}, ...parts));
}

function filterOf(type: GraphQLInputType, { moments, ids }: Pools, products: readonly string[]): fc.Arbitrary<unknown> {
  const field = (name: string): GraphQLInputType => {
    const named = getNamedType(type);
    const found = "getFields" in named ? named.getFields()[name] : undefined;
    if (found === undefined) throw new Error(`no field ${name} of ${type}`);
    return found.type;
  };
  // Each narrows a little, and rarely do several come together: what nothing meets shows no edge.
  const seldom = (value: fc.Arbitrary<unknown>) =>
    anyOf<unknown>({ weight: 3, arbitrary: fc.constant(undefined) }, value);
  const several = (name: string) =>
    anyOf<unknown>(
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 8, arbitrary: fc.subarray(namesOf(field(name))) },
    );
  const moment = anyOf<unknown>(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 8, arbitrary: fc.constantFrom(...moments) },
  );
  const filter = fc.record({
    channels: seldom(several("channels")),
    types: seldom(several("types")),
    since: seldom(moment),
    until: seldom(moment),
    productId: seldom(
      anyOf({ weight: 6, arbitrary: fc.constantFrom(...products) }, fc.constantFrom(null, "x", ...ids)),
    ),
    campaignId: anyOf<unknown>(
      { weight: 20, arbitrary: fc.constant(undefined) },
      fc.constantFrom(null, "cmp_1", ...ids.filter((id) => id.startsWith("cmp_"))),
    ),
  });
  return filter.map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

function namesOf(type: GraphQLInputType): string[] {
  const named = getNamedType(type);
  if (!isEnumType(named)) throw new Error(`nothing to ask of ${type}`);
  return named.getValues().map(({ name }) => name);
}
