import { GraphQLBoolean, GraphQLID, GraphQLString } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import type { JsonObject } from "../database/json.ts";
import { EVERYONE } from "../graphql/roles.ts";
import { DateScalar, DateTimeScalar, JSONObjectScalar } from "../graphql/scalars.ts";
import { UserError } from "../graphql/user-errors.ts";
import { AgeBandEnum, IdentityKindEnum } from "./customer.enums.graphql.ts";
import { customerType } from "./customer.projection.ts";
import type { IdentityKind } from "./identity-kinds.ts";

@InputType("IdentityInput", { description: "One identifier of a customer." })
export class IdentityInput {
  @Field(() => IdentityKindEnum, { description: "What kind of identifier it is." })
  kind!: IdentityKind;

  @Field(() => GraphQLString, { description: "Its value; trimmed, e-mail in lower case, telephone as E.164." })
  value!: string;
}

@InputType("AddressInput", { description: "A postal address." })
export class AddressInput {
  @Field(() => GraphQLString, { nullable: true, description: "Street and number." })
  street?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "City." })
  city?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "State, province or county." })
  region?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Postal code." })
  postalCode?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "ISO 3166-1 alpha-2." })
  country?: string | null;
}

@InputType("UpsertCustomerInput", {
  description:
    "What is said of a customer, found by its id or else by its identifiers, or made. A field left out keeps what is there; null clears it.",
})
export class UpsertCustomerInput {
  @Field(() => GraphQLID, { nullable: true, description: "The customer; left out, the identifiers decide." })
  id?: string | null;

  @Field(() => [IdentityInput], {
    nullable: true,
    description: "Identifiers; with email and phone at least one, unless the id is given.",
  })
  identities?: IdentityInput[] | null;

  @Field(() => GraphQLString, { nullable: true, description: "How the customer is called." })
  displayName?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Given name." })
  firstName?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Family name." })
  lastName?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "E-mail address; counts as an identifier too." })
  email?: string | null;

  @Field(() => GraphQLString, {
    nullable: true,
    description: "Telephone in international form, such as +442071234567; counts as an identifier too.",
  })
  phone?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "As the customer states it." })
  gender?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "Date of birth." })
  birthDate?: string | null;

  @Field(() => AgeBandEnum, { nullable: true, description: "Age band, where the date of birth is not known." })
  ageBand?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Occupation." })
  occupation?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "ISO 3166-1 alpha-2, such as GB." })
  country?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "City." })
  city?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "BCP 47, such as en-GB." })
  language?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "IANA time zone, such as Europe/London." })
  timeZone?: string | null;

  @Field(() => AddressInput, { nullable: true, description: "Postal address, replaced as a whole." })
  address?: AddressInput | null;

  @Field(() => JSONObjectScalar, {
    nullable: true,
    description: "Any other traits, merged key by key; null as a value removes the key.",
  })
  traits?: JsonObject | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When these facts were true, now where it is left out; an older fact never overwrites a newer one.",
  })
  occurredAt?: Date | null;

  @Field(() => GraphQLString, { defaultValue: "api", nullable: true, description: "Who says so." })
  source!: string | null;
}

@ObjectType("UpsertCustomerPayload", { description: "The customer as it is now, or why nothing was written." })
@Extensions({ roles: EVERYONE })
export class UpsertCustomerPayload {
  @Field(() => customerType.type, { nullable: true, description: "The customer; null where it was refused." })
  customer?: object | null;

  @Field(() => GraphQLBoolean, { description: "Whether the customer is new." })
  created!: boolean;

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];

  /** Whom `customer` reads. */
  customerId?: string;
}
