import { GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import { EVERYONE } from "../graphql/roles.ts";
import { DateTimeScalar } from "../graphql/scalars.ts";
import { UserError } from "../graphql/user-errors.ts";
import { MoneyInput } from "../shop/index.ts";
import { type Channel, ChannelEnum, type TouchpointType, TouchpointTypeEnum } from "../touchpoints/index.ts";
import { campaignStatusEnum, campaignType } from "./campaign.projection.ts";
import type { CampaignStatus } from "./campaign.ts";
import { USUAL } from "./settings.ts";

@InputType("FrequencyCapInput", {
  description:
    "Whoever has had so many messages, of all campaigns together, gets none of this one. Other campaigns have caps of their own.",
})
export class FrequencyCapInput {
  @Field(() => GraphQLInt, { description: "So many, 1 to 1,000." })
  messages!: number;

  @Field(() => GraphQLInt, { description: "In the last so many times 24 hours, 1 to 365." })
  perDays!: number;
}

@InputType("QuietHoursInput", { description: "When nothing is sent; what is due then waits for their end." })
export class QuietHoursInput {
  @Field(() => GraphQLString, { description: "HH:MM, such as 21:00." })
  from!: string;

  @Field(() => GraphQLString, { description: "HH:MM, such as 08:00: on the next day, where it is earlier." })
  to!: string;

  @Field(() => GraphQLString, {
    description: "IANA, such as Europe/London: of customers whose own time zone is not known.",
  })
  timeZone!: string;
}

@InputType("CampaignVariantInput", {
  description: "One of the messages that a campaign compares. docs/campaign-templates.md tells how to write them.",
})
export class CampaignVariantInput {
  @Field(() => GraphQLString, { description: "1 to 100 characters, one of a kind in the campaign." })
  name!: string;

  @Field(() => GraphQLFloat, {
    nullable: true,
    defaultValue: USUAL.weight,
    description: "Its part of those who are not held out, beside the other variants' weights; above 0.",
  })
  weight?: number | null;

  @Field(() => ChannelEnum, {
    description: "One that reaches people: EMAIL, SMS, CALL_CENTER, PUSH, SOCIAL or DIRECT_MAIL.",
  })
  channel!: Channel;

  @Field(() => GraphQLString, { nullable: true, description: "A template in Liquid; an e-mail has one." })
  subject?: string | null;

  @Field(() => GraphQLString, {
    description:
      "A template in Liquid, up to 100,000 characters; an e-mail's is HTML where it has a tag. Refused where it names a variable that there is not.",
  })
  body!: string;

  @Field(() => GraphQLInt, {
    nullable: true,
    defaultValue: USUAL.recommendationSlots,
    description: "How many products are recommended in it, 0 to 20: `recommendations` in the templates.",
  })
  recommendationSlots?: number | null;
}

@InputType("CreateCampaignInput", { description: "A new campaign; it is a DRAFT until it is launched." })
export class CreateCampaignInput {
  @Field(() => GraphQLString, { description: "Its name for people; 1 to 200 characters." })
  name!: string;

  @Field(() => GraphQLID, { description: "The segment whose members are its audience when it is launched." })
  segmentId!: string;

  @Field(() => TouchpointTypeEnum, {
    nullable: true,
    defaultValue: USUAL.goal,
    description:
      "What customers are to do. Something that those can do who are held out, or there is nothing to compare.",
  })
  goal?: TouchpointType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it launches once launchCampaign has scheduled it; where it is left out or has passed, launchCampaign launches it at once.",
  })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it ends, whatever is still to be sent; after startsAt, and to come.",
  })
  endsAt?: Date | null;

  @Field(() => GraphQLFloat, {
    nullable: true,
    defaultValue: USUAL.holdoutShare,
    description: "The share of the audience that gets no message, 0 to 0.5.",
  })
  holdoutShare?: number | null;

  @Field(() => FrequencyCapInput, { nullable: true, description: "None where it is left out." })
  frequencyCap?: FrequencyCapInput | null;

  @Field(() => QuietHoursInput, { nullable: true, description: "None where they are left out." })
  quietHours?: QuietHoursInput | null;

  @Field(() => MoneyInput, { nullable: true, description: "What its messages may cost at most; needs costPerMessage." })
  budget?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: "What one message costs, in the budget's currency." })
  costPerMessage?: MoneyInput | null;

  @Field(() => GraphQLInt, {
    nullable: true,
    defaultValue: USUAL.attributionDays,
    description: "For how many times 24 hours from its launch on what customers do counts, 1 to 365.",
  })
  attributionDays?: number | null;

  @Field(() => [CampaignVariantInput], { description: "1 to 20." })
  variants!: CampaignVariantInput[];
}

@InputType("UpdateCampaignInput", {
  description:
    "A change of a campaign. What is left out stays; null clears what may be missing. Once it is launched, only name, endsAt and budget change; once it is over, only its name.",
})
export class UpdateCampaignInput {
  @Field(() => GraphQLID, { description: "The campaign." })
  id!: string;

  @Field(() => GraphQLInt, { description: "The version that was read; CONFLICT where it has changed since." })
  expectedVersion!: number;

  @Field(() => GraphQLString, { nullable: true, description: "Its name for people; 1 to 200 characters." })
  name?: string | null;

  @Field(() => GraphQLID, { nullable: true, description: "Another segment." })
  segmentId?: string | null;

  @Field(() => TouchpointTypeEnum, { nullable: true, description: "Another goal." })
  goal?: TouchpointType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it launches, to come where it is SCHEDULED; null: a SCHEDULED one is a DRAFT again.",
  })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ends; null: when every message is decided." })
  endsAt?: Date | null;

  @Field(() => GraphQLFloat, { nullable: true, description: "The share that gets no message, 0 to 0.5." })
  holdoutShare?: number | null;

  @Field(() => FrequencyCapInput, { nullable: true, description: "Another cap; null: none." })
  frequencyCap?: FrequencyCapInput | null;

  @Field(() => QuietHoursInput, { nullable: true, description: "Other quiet hours; null: none." })
  quietHours?: QuietHoursInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: "Another budget; null: none. Who was suppressed for the old one stays so.",
  })
  budget?: MoneyInput | null;

  @Field(() => MoneyInput, { nullable: true, description: "What one message costs; null: nothing." })
  costPerMessage?: MoneyInput | null;

  @Field(() => GraphQLInt, { nullable: true, description: "1 to 365." })
  attributionDays?: number | null;

  @Field(() => [CampaignVariantInput], {
    nullable: true,
    description: "All of them anew, 1 to 20; one with the name of an old one keeps its id.",
  })
  variants?: CampaignVariantInput[] | null;
}

@InputType("CampaignActionInput", { description: "Which campaign." })
export class CampaignActionInput {
  @Field(() => GraphQLID, { description: "The campaign." })
  id!: string;
}

@ObjectType("NotAllowedInState", {
  implements: UserError,
  description: "A refusal for where the campaign stands.",
})
@Extensions({ roles: EVERYONE })
export class NotAllowedInState extends UserError {
  override readonly typeName = "NotAllowedInState";

  @Field(() => campaignStatusEnum, { description: "Where it stands." })
  status!: CampaignStatus;

  @Field(() => [campaignStatusEnum], {
    description:
      "What it can become from there, by a mutation, by its times or by its last message; nothing once it is over.",
  })
  allowed!: readonly CampaignStatus[];
}

@ObjectType("CampaignPayload", { description: "The campaign as it is now, or why nothing was written." })
@Extensions({ roles: EVERYONE })
export class CampaignPayload {
  @Field(() => campaignType.type, { nullable: true, description: "The campaign; null where it was refused." })
  campaign?: object | null;

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];

  /** Which `campaign` reads. */
  campaignId?: string;
}
