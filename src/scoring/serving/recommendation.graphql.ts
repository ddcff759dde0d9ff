import { GraphQLBoolean, GraphQLID, GraphQLString } from "graphql";
import { Field, InputType } from "type-graphql";
import { enumOf } from "../../graphql/enums.ts";
import { DecimalScalar } from "../../graphql/scalars.ts";

export const strategyEnum = enumOf("RecommendationStrategy", "How recommendations come about.", {
  AUTO: "HYBRID; where that has no model or nothing to say COLLABORATIVE, REGRESSION, SESSION, CONTENT_BASED and at last POPULAR. What it was is said by each recommendation.",
  COLLABORATIVE: "What customers with the same products came to have.",
  CONTENT_BASED: "What is like the products that the customer turned to.",
  REGRESSION: "What the customer will most probably come to have, by a linear regression.",
  HYBRID: "The others together, with how new and how popular a product is of late.",
  SESSION: "What is met in the same sessions and orders as the customer's newest products.",
  POPULAR: "What most customers turn to of late; also for strangers and for those who refuse personalisation.",
});

export const reasonKindEnum = enumOf("ReasonKind", "What kind of evidence speaks for a product.", {
  BOUGHT_SIMILAR: "The customer has a product that speaks for it.",
  VIEWED_SIMILAR: "The customer looked at a product that speaks for it, or put it into the cart.",
  BOUGHT_TOGETHER: "The customer has a product that is often bought together with it.",
  MATCHES_INTEREST: "It is of a category, brand or kind that the customer turns to.",
  PROFILE_LIKE_YOURS: "Customers of whom the same is true like it.",
  TRENDING: "Many customers turn to it of late.",
  NEW: "It is new in the shop.",
});

@InputType("RecommendationFilter", {
  description: "Which products may be recommended. What is not available never is.",
})
export class RecommendationFilterInput {
  @Field(() => [GraphQLString], {
    nullable: true,
    description: "Only of one of these categories or what lies under it; at most 100.",
  })
  categories?: string[] | null;

  @Field(() => [GraphQLString], { nullable: true, description: "Only of one of these brands; at most 100." })
  brands?: string[] | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Only at this price or above, in the product's own currency; a product without a price is left out.",
  })
  priceMin?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Only at this price or below; a product without a price is left out.",
  })
  priceMax?: string | null;

  @Field(() => GraphQLBoolean, {
    nullable: true,
    defaultValue: true,
    description: "Leaves out what has a stock of 0; an unknown stock counts as there.",
  })
  inStockOnly?: boolean | null;

  @Field(() => GraphQLBoolean, {
    nullable: true,
    defaultValue: true,
    description: "Leaves out what the customer has bought or reviewed.",
  })
  excludeBought?: boolean | null;

  @Field(() => [GraphQLID], { nullable: true, description: "Leaves these products out; at most 1,000." })
  excludeProductIds?: string[] | null;
}
