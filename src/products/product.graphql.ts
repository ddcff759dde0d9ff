import { GraphQLBoolean, GraphQLInt, GraphQLString } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import type { JsonObject } from "../database/json.ts";
import { EVERYONE } from "../graphql/roles.ts";
import { DateTimeScalar, JSONObjectScalar } from "../graphql/scalars.ts";
import { UserError } from "../graphql/user-errors.ts";
import { MoneyInput } from "../shop/index.ts";
import { productType } from "./product.projection.ts";

@InputType("ProductInput", {
  description:
    "What is said of a product. A field left out keeps what is there; null clears it. A new product is called by its sku and available.",
})
export class ProductInput {
  @Field(() => GraphQLString, { description: "The shop's article number; products are found by it." })
  sku!: string;

  @Field(() => GraphQLString, { nullable: true, description: "The sender's product id, where it is not the sku." })
  externalId?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Name; cannot be cleared." })
  name?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Brand." })
  brand?: string | null;

  @Field(() => GraphQLString, {
    nullable: true,
    description: "Path from the widest to the narrowest, joined by ' > '.",
  })
  category?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: "Selling price; a change becomes a point of the price history.",
  })
  price?: MoneyInput | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "From when the price holds; now where it is left out." })
  priceFrom?: Date | null;

  @Field(() => MoneyInput, { nullable: true, description: "What one unit costs the shop." })
  cost?: MoneyInput | null;

  @Field(() => GraphQLInt, { nullable: true, description: "Units in stock, at least 0." })
  stock?: number | null;

  @Field(() => GraphQLString, { nullable: true, description: "Where its picture is." })
  imageUrl?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "Text about it." })
  description?: string | null;

  @Field(() => JSONObjectScalar, {
    nullable: true,
    description: "Anything else about it, replaced as a whole; cannot be cleared.",
  })
  attributes?: JsonObject | null;

  @Field(() => GraphQLBoolean, {
    nullable: true,
    description: "false blocks it from being recommended; cannot be cleared.",
  })
  available?: boolean | null;
}

@InputType("UpsertProductsInput", { description: "Products, up to 1,000." })
export class UpsertProductsInput {
  @Field(() => [ProductInput], { description: "Up to 1,000, each sku once." })
  products!: ProductInput[];
}

@InputType("CompetitorOfferInput", { description: "What a competitor asked for one of the shop's products." })
export class CompetitorOfferInput {
  @Field(() => GraphQLString, { description: "The shop's own article number; it must be known." })
  sku!: string;

  @Field(() => GraphQLString, { description: "The competitor's name." })
  competitor!: string;

  @Field(() => MoneyInput, { description: "What they asked." })
  price!: MoneyInput;

  @Field(() => DateTimeScalar, { nullable: true, description: "When somebody saw it; now where it is left out." })
  observedAt?: Date | null;

  @Field(() => GraphQLString, { nullable: true, description: "Where it was seen." })
  url?: string | null;
}

@InputType("RecordCompetitorOffersInput", { description: "Offers, up to 1,000." })
export class RecordCompetitorOffersInput {
  @Field(() => [CompetitorOfferInput], { description: "Up to 1,000." })
  offers!: CompetitorOfferInput[];
}

abstract class ProductsPayload {
  /** Whom `products` reads. */
  productIds!: string[];
}

@ObjectType("UpsertProductsPayload", { description: "The products as they are now, or why nothing was written." })
@Extensions({ roles: EVERYONE })
export class UpsertProductsPayload extends ProductsPayload {
  @Field(() => [productType.type], { description: "In the order of the input; empty where it was refused." })
  products?: object[];

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];
}

@ObjectType("RecordCompetitorOffersPayload", {
  description: "The products whose offers were told, or why nothing was written.",
})
@Extensions({ roles: EVERYONE })
export class RecordCompetitorOffersPayload extends ProductsPayload {
  @Field(() => [productType.type], { description: "Each once; empty where it was refused." })
  products?: object[];

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];
}
