import { GraphQLFloat } from "graphql";
import { Field, InputType } from "type-graphql";
import { enumOf } from "../../graphql/enums.ts";
import { DecimalScalar } from "../../graphql/scalars.ts";
import { type CompetitorRule, type PricingObjective, USUAL_RULES } from "../pricing/rails.ts";

export const pricingStatusEnum = enumOf("PricingStatus", "What became of a pricing suggestion.", {
  SUGGESTED: "Another price is expected to reach more of the objective.",
  KEEP: "No other price that is allowed is expected to reach clearly more.",
  NOT_ENOUGH_DATA: "Too few weeks or units, nothing sold of late, no model yet, or no cost where it is needed.",
  NOT_ENOUGH_PRICE_VARIATION: "Its price has changed too seldom or too little to see what buyers do.",
  INELASTIC_OR_WRONG_SIGN: "A higher price has not clearly sold fewer units.",
  CONSTRAINTS_CONFLICT: "No price keeps all guard rails.",
});

export const pricingObjectiveEnum = enumOf("PricingObjective", "What a price is to bring the most of.", {
  PROFIT: "(price - cost) * units; needs the product's cost.",
  REVENUE: "price * units.",
  UNITS: "Units: the lowest price that the guard rails allow.",
});

export const competitorRuleEnum = enumOf("CompetitorRule", "How a price has to stand to competitors' latest offers.", {
  NONE: "In no particular way.",
  NOT_ABOVE_LOWEST: "Not above the lowest of them.",
  NOT_ABOVE_MEDIAN: "Not above the median of them.",
});

@InputType("PricingInput", {
  description:
    "What a suggestion is to reach, and its guard rails. Amounts are in the shop's currency. No price is suggested that lies more than 10 % outside those that were paid before.",
})
export class PricingInput {
  @Field(() => pricingObjectiveEnum, {
    nullable: true,
    defaultValue: USUAL_RULES.objective,
    description: "What is to be as much as possible.",
  })
  objective?: PricingObjective | null;

  @Field(() => GraphQLFloat, {
    nullable: true,
    defaultValue: USUAL_RULES.minMargin,
    description: "The least (price - cost) / price, from 0 to below 1.",
  })
  minMargin?: number | null;

  @Field(() => GraphQLFloat, {
    nullable: true,
    defaultValue: USUAL_RULES.maxChange,
    description: "By which share of the current price it may change at most, above 0 to 1.",
  })
  maxChange?: number | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "How the price has to end: 0.99 for 12.99, 4.95 for 14.95; from 0 to below 100.",
  })
  priceEnding?: string | null;

  @Field(() => competitorRuleEnum, {
    nullable: true,
    defaultValue: USUAL_RULES.matchCompetitors,
    description: "How it has to stand to competitors; without any offer that is known it holds nothing back.",
  })
  matchCompetitors?: CompetitorRule | null;

  @Field(() => DecimalScalar, { nullable: true, description: "The lowest price that is allowed; above 0." })
  floor?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: "The highest price that is allowed; above 0." })
  ceiling?: string | null;
}
