import { GraphQLInt, GraphQLString } from "graphql";
import { and, raw, type Sql, sql } from "../../database/sql.ts";
import { textFault } from "../../database/text.ts";
import { badUserInput } from "../../graphql/errors.ts";
import { PEOPLE_READERS } from "../../graphql/roles.ts";
import { modelType } from "../../models/index.ts";
import { inCategory, productType } from "../../products/index.ts";
import {
  checkSize,
  computed,
  enumeration,
  expression,
  extend,
  extendAll,
  extendQuery,
  inline,
  json,
  list,
  one,
  PAGE_LIMIT,
  projection,
} from "../../reading/index.ts";
import { money, shopCurrency } from "../../shop/index.ts";
import { type EstimateRow, estimateType } from "../feedback/estimate.projection.ts";
import { PricingInput, pricingStatusEnum } from "./pricing.graphql.ts";
import { type PricingArgs, type PricingListArgs, SUGGESTED } from "./pricing-rows.ts";

const number = (about: string, column: string, nullable = false) =>
  expression("Float", { about, nullable }, (row: Sql) => sql`${row}.${raw(column)}`);

const positionType = projection<Sql>("CompetitorPosition", {
  about: "How the current price stands to the latest offer of each competitor.",
  roles: PEOPLE_READERS,
});
const offered = (about: string, place: number) =>
  money({ about }, (row: Sql) => ({
    amount: sql`(${row}.competitors ->> ${raw(String(place))})::numeric`,
    currency: sql`${row}.currency`,
  }));
extendAll(positionType, {
  lowest: offered("The lowest of them.", 0),
  median: offered("The median of them.", 1),
  rank: expression(
    "Int",
    { about: "1 where no competitor asks less, 2 where one does." },
    (row: Sql) => sql`(${row}.competitors ->> 2)::int`,
  ),
  offers: expression(
    "Int",
    { about: "How many competitors there are." },
    (row: Sql) => sql`(${row}.competitors ->> 3)::int`,
  ),
});

const pointType = projection<Sql>("PriceCurvePoint", {
  about: "What is expected a week at a price.",
  roles: PEOPLE_READERS,
});
extendAll(pointType, {
  price: expression("Decimal", { about: "The price, in the shop's currency." }, (row: Sql) => sql`${row}.price`),
  units: number("Units a week: the mean over what is believed of the elasticity.", "units"),
  revenue: number("price * units, in the shop's currency.", "revenue"),
  profit: number("(price - cost) * units; null where the cost is not known.", "profit", true),
});

const backtestType = projection<Sql>("PricingBacktest", {
  about: "What would have been predicted of the last fifth of the weeks by what was known before them.",
  roles: PEOPLE_READERS,
});
const tested = (about: string, place: number, type: "Int" | "Float") =>
  expression(type, { about }, (row: Sql) => sql`(${row}.backtest ->> ${raw(String(place))})::${raw(SQL_TYPES[type])}`);
const SQL_TYPES = { Int: "int", Float: "float8" } as const;
extendAll(backtestType, {
  weeks: tested("How many weeks were held out.", 0, "Int"),
  weightedError: tested("Sum of |actual - predicted| / sum of actual units over these weeks.", 1, "Float"),
  naiveWeightedError: tested(
    "The same of the mean of the 13 weeks before, which knows neither price nor season.",
    2,
    "Float",
  ),
});

const estimate = (about: string, column: string) =>
  inline(
    estimateType,
    { about, nullable: true, when: (row: Sql) => sql`${row}.${raw(column)} is not null` },
    (row: Sql): EstimateRow => {
      const at = (place: number) => sql`(${row}.${raw(column)} ->> ${raw(String(place))})::float8`;
      return { value: at(0), low: at(1), high: at(2), confidence: 0.95 };
    },
  );

const amount = (about: string, column: string) =>
  money({ about, nullable: true }, (row: Sql) => ({
    amount: sql`${row}.${raw(column)}`,
    currency: sql`${row}.currency`,
  }));

const suggestionType = projection<Sql>("PricingSuggestion", {
  about:
    "The price that is expected to bring the most, over all that is believed of how buyers answer to it, within the guard rails; or why none can be suggested. docs/science.md tells how.",
  roles: PEOPLE_READERS,
});
extendAll(suggestionType, {
  product: one<Sql>(() => productType, {
    about: "Of which product.",
    table: "product",
    where: (row, suggestion) => sql`${row}.id = ${suggestion}.product_id`,
  }),
  status: enumeration(pricingStatusEnum, { about: "What became of it." }, (row: Sql) => sql`${row}.status`),
  currentPrice: amount(
    "The product's price now; where nobody has told one in the shop's currency, the one at which it was sold last. Null where neither is known.",
    "current_price",
  ),
  shrinkage: number(
    "How much of the elasticity is the category's: 0 where the product's own weeks alone speak, 1 where nothing but its category does. Null without an elasticity.",
    "shrinkage",
    true,
  ),
  model: one<Sql>(() => modelType, {
    about: "The PRICE_RESPONSE model that it rests on; null where there is none, or it is no longer kept.",
    nullable: true,
    table: "model",
    where: (row, suggestion) => sql`${row}.id = ${suggestion}.model_id`,
  }),
  suggestedPrice: amount(
    "The price to ask, in the shop's currency; the current one where status is KEEP; null unless it is SUGGESTED or KEEP.",
    "suggested_price",
  ),
  elasticity: estimate(
    "By how many percent units change where the current price rises by one percent. Null where nothing is known of it.",
    "elasticity",
  ),
  expectedUnits: estimate(
    "Units a week at the suggested price, at the demand of the last 13 weeks; the interval is of the mean, single weeks scatter more. Null without a suggested price.",
    "expected_units",
  ),
  expectedRevenue: estimate("Revenue a week at the suggested price, in the shop's currency.", "expected_revenue"),
  expectedProfit: estimate(
    "Profit a week at the suggested price, in the shop's currency; null where the cost is not known.",
    "expected_profit",
  ),
  profitChange: estimate(
    "By which share the profit changes from that of the current price: 0.08 is 8 % more. Null where the cost is not known, or the current price is not above it.",
    "profit_change",
  ),
  competitorPosition: inline(
    positionType,
    {
      about: "How the current price stands to competitors' offers in the shop's currency; null where none is known.",
      nullable: true,
      when: (row: Sql) => sql`${row}.competitors is not null`,
    },
    (row: Sql) => row,
  ),
  priceCurve: list<Sql>(() => pointType, {
    about:
      "What is expected at prices within the guard rails, rising; empty where no price can be suggested for want of data.",
    table: (row) =>
      sql`select * from json_to_recordset(${row}.curve) as c (price numeric, units float8, revenue float8, profit float8)`,
    order: (row) => sql`${row}.price`,
  }),
  backtest: inline(
    backtestType,
    {
      about: "How well it would have predicted weeks that it had not seen; null where nothing was sold in them.",
      nullable: true,
      when: (row: Sql) => sql`${row}.backtest is not null`,
    },
    (row: Sql) => row,
  ),
  reasons: {
    about: "What drove it, which guard rail bound, and what could not be taken into account, in English sentences.",
    type: () => GraphQLString,
    list: true,
    sql: (row: Sql) => json`${sql`${row}.reasons::text`}`,
  },
});

const shared = {
  of: () => suggestionType,
  computer: "scoring",
  columns: {
    product_id: "uuid",
    currency: "text",
    status: "text",
    current_price: "numeric",
    shrinkage: "float8",
    model_id: "uuid",
    suggested_price: "numeric",
    elasticity: "json",
    expected_units: "json",
    expected_revenue: "json",
    expected_profit: "json",
    profit_change: "json",
    competitors: "json",
    curve: "json",
    backtest: "json",
    reasons: "json",
  },
  roles: PEOPLE_READERS,
} as const;

const inputArg = { type: () => PricingInput, about: "What it is to reach, and its guard rails." };

extend(
  productType,
  "pricingSuggestion",
  computed<Sql, PricingArgs>({
    ...shared,
    single: true,
    what: "pricingSuggestion",
    about: "Which price to ask, and why; worked out when it is asked for.",
    args: { input: inputArg },
    check: ({ input }, _viewer, path) => checkInput(input, path),
    needs: (product) => json`${factsOf(product)}`,
  }),
);

extendQuery<PricingListArgs & { category?: string | null }>("pricingSuggestions", {
  ...computed<undefined, PricingListArgs & { category?: string | null }>({
    ...shared,
    what: "pricingSuggestions",
    about:
      "Where another price gains the most of the objective a week, the largest gain first; then prices that stay, then products of which only a cost is missing or whose rails exclude each other, and at last those of which nothing can be said. Only available products.",
    args: {
      category: { type: () => GraphQLString, about: "Only of a category with all that lies under it." },
      first: { type: () => GraphQLInt, about: `How many, at most ${PAGE_LIMIT}.`, defaultValue: SUGGESTED },
      input: inputArg,
    },
    rows: ({ first }) => first ?? SUGGESTED,
    check: ({ first, input }, _viewer, path) => {
      checkSize("first", first, path);
      checkInput(input, path);
    },
    needs: (_row, { args: { category }, alias }) => {
      const product = alias();
      const all = sql`select string_agg(${factsOf(product)}, ',') from product ${product} where ${and([
        sql`${product}.available`,
        within(product, category),
      ])}`;
      return json`[${sql`coalesce((${all}), '')`}]`;
    },
  }),
  roles: PEOPLE_READERS,
});

/** What no text can hold is no category. */
function within(product: Sql, category: string | null | undefined): Sql | undefined {
  if (category === null || category === undefined) return undefined;
  return textFault(category) === undefined ? inCategory(product, category) : sql`false`;
}

/** What is so of a product now, as JSON text; amounts in other currencies than the shop's say nothing here. */
function factsOf(product: Sql): Sql {
  const inShops = (value: string, currency: string) =>
    sql`case when ${product}.${raw(currency)} = ${shopCurrency} then ${product}.${raw(value)}::float8 end`;
  const offers = sql`select coalesce(json_agg(latest.price order by latest.competitor), '[]') from (
      select distinct on (f.competitor) f.competitor, f.price::float8, f.currency from competitor_offer f
      where f.product_id = ${product}.id order by f.competitor, f.observed_at desc) latest
    where latest.currency = ${shopCurrency}`;
  return sql`json_build_array(${product}.id, ${shopCurrency}, ${inShops("price", "price_currency")},
    ${inShops("cost", "cost_currency")}, ${product}.stock, (${offers}))::text`;
}

const BELOW = 100;

function checkInput(input: PricingInput | null | undefined, path: readonly (string | number)[]): void {
  if (input === null || input === undefined) return;
  const { minMargin, maxChange, priceEnding, floor, ceiling } = input;
  const refuse = (name: string, value: unknown, right: string): void => {
    throw badUserInput(`input.${name} is ${value}; it is ${right}.`, [...path, "input", name]);
  };
  if (minMargin !== null && minMargin !== undefined && !(minMargin >= 0 && minMargin < 1)) {
    refuse("minMargin", minMargin, "a share of the price, from 0 to below 1");
  }
  if (maxChange !== null && maxChange !== undefined && !(maxChange > 0 && maxChange <= 1)) {
    refuse("maxChange", maxChange, "a share of the current price, above 0 to 1");
  }
  if (isGiven(priceEnding) && !(Number(priceEnding) >= 0 && Number(priceEnding) < BELOW)) {
    refuse("priceEnding", priceEnding, `what prices end with, from 0 to below ${BELOW}, such as 0.99`);
  }
  for (const [name, value] of Object.entries({ floor, ceiling })) {
    if (isGiven(value) && !(Number(value) > 0)) refuse(name, value, "a price above 0");
  }
  if (isGiven(floor) && isGiven(ceiling) && Number(floor) > Number(ceiling)) {
    refuse("floor", floor, `not above the ceiling, which is ${ceiling}`);
  }
}

const isGiven = (value: string | null | undefined): value is string => value !== null && value !== undefined;
