import { type GraphQLSchema, isInputObjectType, lexicographicSortSchema, printSchema } from "graphql";
import { buildSchemaSync, type PubSub } from "type-graphql";
import { CampaignResolver, NotAllowedInState } from "./campaigns/index.ts";
import { ConsentResolver } from "./consents/index.ts";
import { CustomerResolver, declareCustomerQueries } from "./customers/index.ts";
import { JobProgressedResolver, JobResolver } from "./jobs/index.ts";
import { ActivateModelResolver, TrainModelResolver } from "./models/index.ts";
import { RecordCompetitorOffersResolver, UpsertProductsResolver } from "./products/index.ts";
import { attachReadings, declareNodeQueries, queryResolvers } from "./reading/index.ts";
import { MembershipChangedResolver, PreviewSegmentResolver, SegmentResolver } from "./segments/index.ts";
import { RecordTouchpointsResolver, TouchpointOutcomeResolver } from "./touchpoints/index.ts";
import "./access/index.ts";
import "./orders/index.ts";
import "./profiles/index.ts";
import "./scoring/index.ts";
import "./shop/index.ts";

// These need every feature to have said its part: which orders of customers there are, which ids.
declareCustomerQueries();
declareNodeQueries();

const ABOUT = [
  "Tributary: customers as all channels know them together, with their touchpoints, orders and profiles.",
  "Every request has a key (`authorization: Bearer <key>`), whose role says what it may read and do.",
  "Amounts are exact decimals as text; moments are in UTC; lists are Relay connections.",
].join("\n");

/** Each subscription has a source of its own; TypeGraphQL wants this of whoever has one at all. */
const NONE: PubSub = {
  publish: () => {},
  subscribe: (topic) => {
    throw new Error(`nothing is published, so not ${topic}`);
  },
};

/** The whole API, from what the features declare. */
export function makeSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      queryResolvers,
      CustomerResolver,
      UpsertProductsResolver,
      RecordCompetitorOffersResolver,
      RecordTouchpointsResolver,
      TouchpointOutcomeResolver,
      ConsentResolver,
      JobResolver,
      TrainModelResolver,
      ActivateModelResolver,
      JobProgressedResolver,
      SegmentResolver,
      PreviewSegmentResolver,
      MembershipChangedResolver,
      CampaignResolver,
    ],
    orphanedTypes: [NotAllowedInState],
    pubSub: NONE,
    validate: false, // the domain checks its own input, in one way for every sender
    emitSchemaFile: false,
  });
  schema.description = ABOUT;
  markOneOf(schema);
  attachReadings(schema);
  return schema;
}

/** Inputs of which exactly one field is given: TypeGraphQL has no word for it, and the engine holds requests to it. */
const ONE_OF = ["SegmentRuleInput"];

function markOneOf(schema: GraphQLSchema): void {
  for (const name of ONE_OF) {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`${name} is no input of the schema`);
    type.isOneOf = true;
  }
}

/** The schema as the repository keeps it: sorted, so that a change shows as what it is. */
export const printed = (schema: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
