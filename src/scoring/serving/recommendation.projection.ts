import { GraphQLID, GraphQLInt } from "graphql";
import { customerType, IdentityInput, type IdentityKind, ownerOf, VISITOR_READERS } from "../../customers/index.ts";
import { raw, type Sql, sql } from "../../database/sql.ts";
import { forbidden, limitExceeded } from "../../graphql/errors.ts";
import { CATALOGUE_READERS, type HasRole, PEOPLE_READERS } from "../../graphql/roles.ts";
import { IdScalar } from "../../graphql/scalars.ts";
import { modelType } from "../../models/index.ts";
import { productType } from "../../products/index.ts";
import {
  type ArgSpecs,
  checkSize,
  computed,
  enumeration,
  expression,
  extend,
  extendAll,
  extendQuery,
  type FieldSpec,
  json,
  list,
  one,
  projection,
} from "../../reading/index.ts";
import { customerNeed, needText } from "./customer-need.ts";
import { RecommendationFilterInput, reasonKindEnum, strategyEnum } from "./recommendation.graphql.ts";
import { RECOMMENDED, type RecommendationArgs } from "./recommendation-rows.ts";
import { isStillShown } from "./still-shown.ts";

const reasonType = projection<Sql>("RecommendationReason", {
  about:
    "Evidence for a recommendation; it is true of this customer, and names the product that speaks for it where one does.",
  roles: CATALOGUE_READERS,
});
extendAll(reasonType, {
  kind: enumeration(reasonKindEnum, { about: "What kind of evidence it is." }, (row: Sql) => sql`${row}.kind`),
  message: expression("String", { about: "The same in an English sentence." }, (row: Sql) => sql`${row}.message`),
  product: one<Sql>(() => productType, {
    about: "The customer's product that speaks for it; null where none does.",
    nullable: true,
    table: "product",
    where: (row, reason) => sql`${row}.id = ${reason}.product_id`,
  }),
  weight: expression(
    "Float",
    { about: "Its part in the score, above 0; those of one strategy can be compared." },
    (row: Sql) => sql`${row}.weight`,
  ),
});

const recommendationType = projection<Sql>("Recommendation", {
  about: "A product that a customer or a visitor will like, and why.",
  roles: CATALOGUE_READERS,
});
extendAll(recommendationType, {
  id: {
    ...expression(
      "String",
      {
        about:
          "Send it back in RECOMMENDATION_SHOWN and RECOMMENDATION_CLICKED as recommendationId; it tells strategy and model.",
      },
      (row: Sql) => sql`${row}.id`,
    ),
    type: () => IdScalar,
  },
  product: one<Sql>(() => productType, {
    about: "What is recommended.",
    table: "product",
    where: (row, recommendation) => sql`${row}.id = ${recommendation}.product_id`,
  }),
  score: expression(
    "Float",
    { about: "Higher is better, on the strategy's own scale; 0 where nothing but the catalogue speaks for it." },
    (row: Sql) => sql`${row}.score`,
  ),
  rank: expression("Int", { about: "Its place in the list, from 1." }, (row: Sql) => sql`${row}.rank`),
  strategy: enumeration(
    strategyEnum,
    { about: "The one that it comes from, never AUTO." },
    (row: Sql) => sql`${row}.strategy`,
  ),
  reasons: list<Sql>(() => reasonType, {
    about: "Why, the strongest first, at most three; empty where nothing in particular speaks for it.",
    table: (row) =>
      sql`select * from json_to_recordset(${row}.reasons) as r (kind text, message text, product_id uuid, weight float8)`,
    order: (row) => sql`${row}.weight desc, ${row}.message`,
  }),
  model: one<Sql>(() => modelType, {
    about: "The model that it comes from; null where none was asked, or it is no longer kept.",
    nullable: true,
    roles: PEOPLE_READERS,
    table: "model",
    where: (row, recommendation) => sql`${row}.id = ${recommendation}.model_id`,
  }),
});

const MOST_OF_FILTER = { categories: 100, brands: 100, excludeProductIds: 1_000 } as const;
const MOST_IN_BASKET = 100;

const args = {
  first: { type: () => GraphQLInt, about: "How many, at most 100.", defaultValue: RECOMMENDED },
  strategy: { type: () => strategyEnum, about: "How they come about.", defaultValue: "AUTO" as const },
  filter: { type: () => RecommendationFilterInput, about: "Which products may be recommended." },
};

function checkRecommendations({ first, filter }: RecommendationArgs, path: readonly (string | number)[]): void {
  checkSize("first", first, path);
  for (const [name, most] of Object.entries(MOST_OF_FILTER)) {
    const count = filter?.[name as keyof typeof MOST_OF_FILTER]?.length ?? 0; // a name of this very list
    if (count > most) throw limitExceeded(`${name} has ${count} items; at most ${most}.`, most, count);
  }
}

const shared = {
  of: () => recommendationType,
  computer: "scoring",
  what: "recommendations",
  columns: { id: "text", product_id: "uuid", score: "float8", strategy: "text", model_id: "uuid", reasons: "json" },
  where: isStillShown,
} as const;

extend(
  customerType,
  "recommendations",
  computed<Sql, RecommendationArgs>({
    ...shared,
    about:
      "What the customer will like, the best first; fewer than asked for only where the catalogue has no more. What they did a moment ago counts. Who refuses personalisation gets what is popular, without personal reasons.",
    roles: VISITOR_READERS,
    args: args as ArgSpecs<RecommendationArgs>,
    rows: ({ first }) => first ?? RECOMMENDED,
    check: (given, _viewer, path) => checkRecommendations(given, path),
    needs: (customer, { reader }) => customerNeed(customer, reader),
    limit: (call) => call.args.first ?? RECOMMENDED,
  }),
);

const TYPED = Object.entries(shared.columns)
  .map(([name, type]) => `${name} ${type}`)
  .join(", ");

/** Recommendations that a row carries already, as JSON in its column of this name, in their order. */
export const carriedRecommendations = (about: string, column: string): FieldSpec<Sql> =>
  list<Sql>(() => recommendationType, {
    about,
    roles: PEOPLE_READERS,
    table: (row) => sql`select * from rows from (json_to_recordset(${row}.${raw(column)}) as (${raw(TYPED)}))
      with ordinality as r (${raw(Object.keys(shared.columns).join(", "))}, rank)`,
    order: (row) => sql`${row}.rank`,
  });

interface PageArgs extends RecommendationArgs {
  readonly identity?: { readonly kind: IdentityKind; readonly value: string } | null;
}

extendQuery<PageArgs>("recommendations", {
  ...computed<undefined, PageArgs>({
    ...shared,
    about:
      "The same for a page: for whoever has the identity, also a stranger of whom nothing is known yet, with what lies in the cart. A storefront key may name ANONYMOUS_ID alone.",
    args: {
      identity: {
        type: () => IdentityInput,
        about: "Any identifier of the visitor; one that nobody has is a stranger.",
      },
      basket: {
        type: () => [GraphQLID],
        about: `The products in the cart, at most ${MOST_IN_BASKET}; unknown ones are left out.`,
      },
      ...args,
    } as ArgSpecs<PageArgs>,
    rows: ({ first }) => first ?? RECOMMENDED,
    check: (given, viewer, path) => {
      checkRecommendations(given, path);
      checkIdentity(given, viewer);
      const count = given.basket?.length ?? 0;
      if (count > MOST_IN_BASKET)
        throw limitExceeded(`basket has ${count} ids; at most ${MOST_IN_BASKET}.`, MOST_IN_BASKET, count);
    },
    needs: (_row, { args: { identity }, reader, alias }) => {
      if (identity === undefined || identity === null) return json`null`;
      const customer = alias();
      const whose = ownerOf(customer, identity);
      return json`${sql`(select ${needText(customer, reader)} from customer ${customer} where ${whose} limit 1)`}`;
    },
    limit: (call) => call.args.first ?? RECOMMENDED,
  }),
  roles: CATALOGUE_READERS,
});

function checkIdentity({ identity }: PageArgs, viewer: HasRole): void {
  if (identity === undefined || identity === null) return;
  if (viewer.role === "STOREFRONT" && identity.kind !== "ANONYMOUS_ID") {
    throw forbidden("A storefront key may name a visitor by ANONYMOUS_ID alone.");
  }
  // A masked value must not be found out by asking for it.
  if (viewer.role === "ANALYST") {
    throw forbidden("The argument identity of Query.recommendations is not for the role ANALYST.");
  }
}
