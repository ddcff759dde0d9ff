import { GraphQLString } from "graphql";
import { Field, InputType } from "type-graphql";
import { DecimalScalar } from "../graphql/scalars.ts";

@InputType("MoneyInput", { description: "An exact amount in a currency." })
export class MoneyInput {
  @Field(() => DecimalScalar, { description: 'The amount as a decimal string, such as "19.90".' })
  amount!: string;

  @Field(() => GraphQLString, { description: "ISO 4217, in capitals, such as GBP." })
  currency!: string;
}
