import {
  type DocumentNode,
  defaultFieldResolver,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";
import type { Asked } from "../ways/serve.ts";
import { campaignAsked, campaignOf, campaignPages } from "./campaigns.ts";
import type { Cursors } from "./cursors.ts";
import { type CustomerArgs, customerAsked, customerOf, customersOf, recommendationsFor } from "./customers.ts";
import { jobOf, jobPages, modelOf, modelsOf } from "./models.ts";
import { orderOf } from "./orders.ts";
import {
  type ProductArgs,
  productAsked,
  productOf,
  productsOf,
  type SuggestionsArgs,
  suggestionsOf,
} from "./products.ts";
import type { RecommendationArgs } from "./recommendations.ts";
import { reportOf } from "./report.ts";
import type { Rule } from "./rules.ts";
import { previewOf, segmentAsked, segmentOf, segmentPages } from "./segments.ts";
import type { Tables } from "./tables.ts";
import { idOf, shopCurrency, type Things } from "./things.ts";
import { touchpointOf, touchpointPages } from "./touchpoints.ts";
import { type TrendingArgs, trendingProducts } from "./trending.ts";

interface Shop {
  /** Types without resolvers: every value is a property of its object, or what a method of this name gives. */
  readonly schema: GraphQLSchema;
  readonly tables: Tables;
  readonly cursors: Cursors;
  readonly now: Date;
  /** Told of every field that is answered. */
  readonly reached: (field: string) => void;
}

/** Answers an operation that is allowed, by walking over rows in memory. */
export async function answer({ schema, reached, ...shop }: Shop, { role, variables }: Asked, document: DocumentNode) {
  const things: Things = {
    ...shop,
    role,
    customer: (row) => customerOf(row, things),
    touchpoint: (row) => touchpointOf(row, things),
    order: (row) => orderOf(row, things),
    product: (row) => productOf(row, things),
  };
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
    reached(`${info.parentType.name}.${info.fieldName}`);
    return defaultFieldResolver(source, args, context, info);
  };
  return await execute({
    schema,
    document,
    rootValue: rootOf(things),
    variableValues: { ...variables },
    fieldResolver,
  });
}

function rootOf(things: Things): object {
  return {
    customer: (args: CustomerArgs) => customerAsked(things, args),
    customers: (args: object) => customersOf(things, args),
    product: (args: ProductArgs) => productAsked(things, args),
    products: (args: object) => productsOf(things, args),
    touchpoints: (args: object) => touchpointPages(things, args, () => true),
    recommendations: (args: RecommendationArgs & CustomerArgs) => recommendationsFor(things, args),
    recommendationReport: (args: { from: string; to: string }) => reportOf(things, args),
    models: (args: object) => modelsOf(things, args),
    jobs: (args: object) => jobPages(things, args),
    job: ({ id }: { id: string }) => (id.startsWith("job_") ? thingWith(id, things) : null),
    pricingSuggestions: (args: SuggestionsArgs) => suggestionsOf(things, args),
    trendingProducts: (args: TrendingArgs) => trendingProducts(things, args),
    node: ({ id }: { id: string }) => thingWith(id, things),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => thingWith(id, things)),
    segment: (args: object) => segmentAsked(things, args),
    segments: (args: object) => segmentPages(things, args),
    previewSegment: ({ rule }: { rule: Rule }) => previewOf(things, rule),
    campaign: ({ id }: { id: string }) => campaignAsked(things, id),
    campaigns: (args: object) => campaignPages(things, args),
    shop: { name: "Test shop", currency: shopCurrency(things), timeZone: "UTC" },
    viewer: { name: `${things.role} key`, roles: [things.role], customer: null },
  };
}

function thingWith(id: string, things: Things): object | null {
  const { customers, touchpoints, orders, products, jobs, models, segments, campaigns } = things.tables;
  const shown = <Row extends { readonly id: string }>(
    prefix: string,
    rows: readonly Row[],
    show: (row: Row) => object,
  ) => rows.filter((row) => idOf(prefix, row.id) === id).map(show);
  const found = [
    ...shown("cus", customers, things.customer),
    ...shown("tpt", touchpoints, things.touchpoint),
    ...shown("ord", orders, things.order),
    ...shown("prd", products, things.product),
    ...shown("job", jobs, (row) => jobOf(row, things)),
    ...shown("mdl", models, modelOf),
    ...shown("seg", segments, (row) => segmentOf(row, things)),
    ...shown("cmp", campaigns, (row) => campaignOf(row, things)),
  ];
  return found[0] ?? null;
}
