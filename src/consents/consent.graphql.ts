import { GraphQLID, GraphQLString } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import { customerType, IdentityInput } from "../customers/index.ts";
import { EVERYONE } from "../graphql/roles.ts";
import { DateTimeScalar } from "../graphql/scalars.ts";
import { UserError } from "../graphql/user-errors.ts";
import { type Channel, ChannelEnum } from "../touchpoints/index.ts";
import { ConsentPurposeEnum, ConsentStatusEnum } from "./consent.enums.graphql.ts";
import { consentType } from "./consent.projection.ts";
import type { ConsentPurpose, ConsentStatus } from "./consent.ts";

@InputType("RecordConsentInput", {
  description: "What a person said of a purpose. The very same, sent again, is kept once.",
})
export class RecordConsentInput {
  @Field(() => GraphQLID, {
    nullable: true,
    description: "Whose it is; of a merged customer, the survivor's. This or identity, not both.",
  })
  customerId?: string | null;

  @Field(() => IdentityInput, {
    nullable: true,
    description: "Whose it is, by an identifier; an unknown one makes the customer. This or customerId, not both.",
  })
  identity?: IdentityInput | null;

  @Field(() => ConsentPurposeEnum, { description: "What is allowed or refused." })
  purpose!: ConsentPurpose;

  @Field(() => ChannelEnum, { nullable: true, description: "Where; on all channels where it is left out." })
  channel?: Channel | null;

  @Field(() => ConsentStatusEnum, { description: "What the person said." })
  status!: ConsentStatus;

  @Field(() => GraphQLString, { description: "Who says so, such as web-shop; 1 to 200 characters." })
  source!: string;

  @Field(() => GraphQLString, {
    nullable: true,
    description: "What shows it, such as a form's version and address; up to 2,000 characters. Personal.",
  })
  proof?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the person said so, at most 5 minutes in the future; now where it is left out.",
  })
  recordedAt?: Date | null;
}

@ObjectType("RecordConsentPayload", { description: "What was recorded and of whom, or why nothing was." })
@Extensions({ roles: EVERYONE })
export class RecordConsentPayload {
  @Field(() => customerType.type, { nullable: true, description: "Whose it is; null where it was refused." })
  customer?: object | null;

  @Field(() => consentType.type, { nullable: true, description: "The record; null where it was refused." })
  consent?: object | null;

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];

  /** What the fields above read. */
  customerId?: string;
  consentId?: string;
}
