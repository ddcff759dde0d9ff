import { Field, InputType } from "type-graphql";
import { OPERATORS } from "./operators/index.ts";
import type { GivenRule } from "./rule.ts";

@InputType("SegmentRuleInput", {
  description:
    "Which customers are meant: exactly one of these. At most 10 levels deep and 100 conditions wide. Merged and erased customers are never meant.",
})
export class SegmentRuleInput implements GivenRule {
  [operator: string]: unknown;

  @Field(() => [SegmentRuleInput], { nullable: true, description: "All of these hold; one at least." })
  all?: SegmentRuleInput[] | null;

  @Field(() => [SegmentRuleInput], { nullable: true, description: "Any of these holds; one at least." })
  any?: SegmentRuleInput[] | null;

  @Field(() => SegmentRuleInput, { nullable: true, description: "This does not hold." })
  not?: SegmentRuleInput | null;
}

// TypeGraphQL's decorator called as a function: each operator is an arm.
for (const { name, about, input } of OPERATORS) {
  Field(input as () => never, { nullable: true, description: about })(SegmentRuleInput.prototype, name);
}
