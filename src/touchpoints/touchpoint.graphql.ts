import { GraphQLID, GraphQLInt, GraphQLString } from "graphql";
import { Field, InputType } from "type-graphql";
import { IdentityInput } from "../customers/index.ts";
import type { JsonObject } from "../database/json.ts";
import { DateTimeScalar, JSONObjectScalar } from "../graphql/scalars.ts";
import { MoneyInput } from "../shop/index.ts";
import type { Channel } from "./channels.ts";
import { ChannelEnum, TouchpointTypeEnum } from "./touchpoint.enums.graphql.ts";
import type { TouchpointType } from "./types.ts";

@InputType("TouchpointFilter", { description: "Which touchpoints; what is left out does not narrow." })
export class TouchpointFilter {
  @Field(() => [ChannelEnum], { nullable: true, description: "On any of these channels." })
  channels?: Channel[] | null;

  @Field(() => [TouchpointTypeEnum], { nullable: true, description: "Of any of these types." })
  types?: TouchpointType[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "From this moment on." })
  since?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Before this moment." })
  until?: Date | null;

  @Field(() => GraphQLID, { nullable: true, description: "About this product." })
  productId?: string | null;

  @Field(() => GraphQLID, { nullable: true, description: "Of this campaign." })
  campaignId?: string | null;
}

@InputType("OrderLineInput", { description: "A line of an order; equal lines stay lines of their own." })
export class OrderLineInput {
  @Field(() => GraphQLString, { description: "The article; an unknown sku makes a product." })
  sku!: string;

  @Field(() => GraphQLString, { nullable: true, description: "The article's name, for a product that has none yet." })
  name?: string | null;

  @Field(() => GraphQLInt, { description: "Units, at least 1." })
  quantity!: number;

  @Field(() => MoneyInput, { description: "What one unit costs, not negative." })
  unitPrice!: MoneyInput;
}

@InputType("OrderInput", { description: "The order that a touchpoint tells of." })
export class OrderInput {
  @Field(() => GraphQLString, { description: "The shop's order number; it belongs to one customer." })
  orderNumber!: string;

  @Field(() => [OrderLineInput], {
    description:
      "The lines that were bought, or given back; a refund without lines and total gives back the whole order.",
  })
  lines!: OrderLineInput[];

  @Field(() => MoneyInput, {
    nullable: true,
    description: "As charged or given back; the sum of the lines where it is left out.",
  })
  total?: MoneyInput | null;
}

@InputType("TouchpointInput", { description: "One act of a customer on one channel." })
export class TouchpointInput {
  @Field(() => GraphQLString, {
    description: "The sender's own id of this message; a second one with the same id changes nothing.",
  })
  messageId!: string;

  @Field(() => ChannelEnum, { description: "Where it happened." })
  channel!: Channel;

  @Field(() => TouchpointTypeEnum, { description: "What it was." })
  type!: TouchpointType;

  @Field(() => GraphQLString, { nullable: true, description: "The sender's own event name." })
  name?: string | null;

  @Field(() => DateTimeScalar, { description: "When it happened; at most 5 minutes in the future." })
  occurredAt!: Date;

  @Field(() => [IdentityInput], { description: "Who it was; at least one identifier." })
  identities!: IdentityInput[];

  @Field(() => GraphQLString, {
    nullable: true,
    description: "The article it was about; an unknown sku makes a product.",
  })
  sku?: string | null;

  @Field(() => GraphQLID, {
    nullable: true,
    description:
      "The campaign it belongs to. Where there is none such it is QUARANTINED, but for UNSUBSCRIBED and MESSAGE_BOUNCED: these are taken all the same, and kept without a campaign.",
  })
  campaignId?: string | null;

  @Field(() => GraphQLID, { nullable: true, description: "The recommendation it answers." })
  recommendationId?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "The sender's id of the visit." })
  sessionId?: string | null;

  @Field(() => GraphQLInt, { nullable: true, description: "Units, at least 1." })
  quantity?: number | null;

  @Field(() => MoneyInput, { nullable: true, description: "What it was worth, not negative." })
  value?: MoneyInput | null;

  @Field(() => GraphQLString, { nullable: true, description: "The words that were searched for." })
  searchQuery?: string | null;

  @Field(() => OrderInput, {
    nullable: true,
    description: "Needed for ORDER_COMPLETED, ORDER_REFUNDED and ORDER_CANCELLED.",
  })
  order?: OrderInput | null;

  @Field(() => JSONObjectScalar, {
    nullable: true,
    description:
      "Anything else, up to 32 KiB as JSON. With doNotTrack: true it is SUPPRESSED, unless it tells of an order or unsubscribes.",
  })
  properties?: JsonObject | null;
}

@InputType("RecordTouchpointsInput", { description: "Touchpoints, up to 1,000." })
export class RecordTouchpointsInput {
  @Field(() => [TouchpointInput], { description: "Up to 1,000; each is taken or not by itself." })
  touchpoints!: TouchpointInput[];

  @Field(() => GraphQLString, { defaultValue: "api", nullable: true, description: "Who sends them." })
  source!: string | null;
}
