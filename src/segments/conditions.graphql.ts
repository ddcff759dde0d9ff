import { GraphQLID, GraphQLInt, GraphQLString } from "graphql";
import { Field, InputType } from "type-graphql";
import { ConsentPurposeEnum, ConsentStatusEnum } from "../consents/index.ts";
import { enumOf } from "../graphql/enums.ts";
import { DateTimeScalar, DecimalScalar, JSONValueScalar } from "../graphql/scalars.ts";
import { ChannelEnum, TouchpointTypeEnum } from "../touchpoints/index.ts";
import { COMPARISONS } from "./comparisons.ts";
import { PROFILE_FEATURES } from "./profile-features.ts";
import type { Behaviour, ConsentArgs, ProfileArgs, TraitArgs, Window } from "./rule.ts";

export const ComparisonEnum = enumOf(
  "Comparison",
  "How a value is compared. A number compares with numbers and text with text; of other types only NOT_EQUAL, NOT_IN and NOT_EXISTS can hold.",
  COMPARISONS,
);

const ProfileFeatureEnum = enumOf(
  "ProfileFeature",
  "What is computed of a customer and can be compared.",
  PROFILE_FEATURES,
);

@InputType("TraitCondition", {
  description: "Compares one named value: a trait of the customer, or a property of a touchpoint.",
})
export class TraitCondition implements TraitArgs {
  @Field(() => GraphQLString, {
    description:
      "Of a customer: a field of Customer such as country, email, birthDate, address.city or lastSeenAt, else a key of traits. Of a touchpoint: a key of properties.",
  })
  name!: string;

  @Field(() => ComparisonEnum, { description: "How it is compared." })
  is!: TraitArgs["is"];

  @Field(() => JSONValueScalar, {
    nullable: true,
    description: "Text, a number or a boolean, for comparisons with one value.",
  })
  value?: TraitArgs["value"];

  @Field(() => [JSONValueScalar], {
    nullable: true,
    description: "For IN and NOT_IN up to 1,000, for BETWEEN the lower and the upper one.",
  })
  values?: TraitArgs["values"];
}

@InputType("ProfileCondition", { description: "Compares what is computed of a customer." })
export class ProfileCondition implements ProfileArgs {
  @Field(() => ProfileFeatureEnum, { description: "What is compared." })
  name!: ProfileArgs["name"];

  @Field(() => ComparisonEnum, { description: "How it is compared." })
  is!: ProfileArgs["is"];

  @Field(() => JSONValueScalar, {
    nullable: true,
    description:
      'A number, or text such as "19.90" for an exact amount in the shop\'s currency; text for a category or channel.',
  })
  value?: ProfileArgs["value"];

  @Field(() => [JSONValueScalar], {
    nullable: true,
    description: "For IN and NOT_IN up to 1,000, for BETWEEN the lower and the upper one.",
  })
  values?: ProfileArgs["values"];
}

@InputType("WindowInput", { description: "A part of time; all that is given holds together." })
export class WindowInput implements Window {
  @Field(() => GraphQLInt, { nullable: true, description: "In the last n x 24 hours from now." })
  lastDays?: number | null;

  @Field(() => GraphQLInt, { nullable: true, description: "More than n x 24 hours before now." })
  moreThanDaysAgo?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "From this moment on." })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Before this moment." })
  to?: Date | null;
}

@InputType("BehaviourCondition", {
  description:
    "Counts the customer's touchpoints for which all holds that is given here, as far as they are known now: late ones count as soon as they come, one that is sent twice counts once.",
})
export class BehaviourCondition implements Behaviour {
  @Field(() => TouchpointTypeEnum, { description: "Touchpoints of this type." })
  did!: Behaviour["did"];

  @Field(() => [ChannelEnum], { nullable: true, description: "On one of these channels." })
  channel?: Behaviour["channel"];

  @Field(() => GraphQLString, { nullable: true, description: "With this very name, as the sender calls the event." })
  name?: string | null;

  @Field(() => [GraphQLID], {
    nullable: true,
    description:
      "About one of these products, up to 1,000: the touchpoint's own, or those that it told of an order; of the return of a whole order, the order's.",
  })
  productIds?: string[] | null;

  @Field(() => GraphQLString, {
    nullable: true,
    description: "About a product of this category or of one that lies under it, as the catalogue is now.",
  })
  category?: string | null;

  @Field(() => ComparisonEnum, {
    nullable: true,
    defaultValue: "AT_LEAST",
    description: "How their number is compared: EQUAL, NOT_EQUAL, MORE_THAN, AT_LEAST, LESS_THAN or AT_MOST.",
  })
  countIs?: Behaviour["countIs"];

  @Field(() => GraphQLInt, { nullable: true, defaultValue: 1, description: "What their number is compared with." })
  count?: number | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "With a value of at least this, in the shop's currency: the touchpoint's own, else what it told of an order in money.",
  })
  valueAtLeast?: string | null;

  @Field(() => WindowInput, { nullable: true, description: "In this part of time." })
  within?: WindowInput | null;

  @Field(() => BehaviourCondition, {
    nullable: true,
    description:
      "Only those after which the customer did this: counted from the touchpoint on, the touchpoint's own moment left out.",
  })
  // biome-ignore lint/suspicious/noThenProperty: the API's name; a value that is no function makes nobody wait
  then?: BehaviourCondition | null;

  @Field(() => GraphQLInt, {
    nullable: true,
    description: "Within so many hours after it; without end where it is left out.",
  })
  thenWithinHours?: number | null;

  @Field(() => [TraitCondition], { nullable: true, description: "With properties of which all of this holds." })
  properties?: TraitCondition[] | null;
}

@InputType("ConsentCondition", {
  description:
    "What the customer said last of a purpose. Who has said nothing has no status, whatever the shop assumes; `not` finds them.",
})
export class ConsentCondition implements ConsentArgs {
  @Field(() => ConsentPurposeEnum, { description: "The purpose." })
  purpose!: ConsentArgs["purpose"];

  @Field(() => ChannelEnum, {
    nullable: true,
    description: "The newest word on this channel or on all; where it is left out, on all channels alone.",
  })
  channel?: ConsentArgs["channel"];

  @Field(() => ConsentStatusEnum, { description: "What was said." })
  status!: ConsentArgs["status"];
}
