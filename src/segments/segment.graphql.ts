import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import { EVERYONE, PEOPLE_READERS } from "../graphql/roles.ts";
import { UserError } from "../graphql/user-errors.ts";
import { SegmentRuleInput } from "./rule.graphql.ts";
import { segmentType } from "./segment.projection.ts";

@InputType("CreateSegmentInput", {
  description: "A new segment: by a rule, or STATIC by the customers who are in it.",
})
export class CreateSegmentInput {
  @Field(() => GraphQLString, {
    description:
      "Its short name for programs: lower case words joined by hyphens, such as big-spenders; it never changes. cluster-1, cluster-2, ... are the clusters'.",
  })
  key!: string;

  @Field(() => GraphQLString, { description: "Its name for people; 1 to 200 characters." })
  name!: string;

  @Field(() => GraphQLString, { nullable: true, description: "What it is for; up to 2,000 characters." })
  description?: string | null;

  @Field(() => SegmentRuleInput, {
    nullable: true,
    description: "Who is in it, at any time. This or customerIds.",
  })
  rule?: SegmentRuleInput | null;

  @Field(() => [GraphQLID], {
    nullable: true,
    description:
      "Who is in it, up to 1,000 at once; an empty list for one that is filled later. This or rule. Of a merged customer, the survivor is put there.",
  })
  customerIds?: string[] | null;
}

@InputType("UpdateSegmentInput", {
  description: "A change of a segment. What is left out stays; null clears the description, and nothing else.",
})
export class UpdateSegmentInput {
  @Field(() => GraphQLID, { description: "The segment." })
  id!: string;

  @Field(() => GraphQLInt, {
    nullable: true,
    description: "The version that was read; CONFLICT where it has changed since.",
  })
  expectedVersion?: number | null;

  @Field(() => GraphQLString, { nullable: true, description: "Its name for people; 1 to 200 characters." })
  name?: string | null;

  @Field(() => GraphQLString, { nullable: true, description: "What it is for; up to 2,000 characters." })
  description?: string | null;

  @Field(() => SegmentRuleInput, { nullable: true, description: "Another rule, for one that has a rule." })
  rule?: SegmentRuleInput | null;

  @Field(() => [GraphQLID], {
    nullable: true,
    description: "Who comes onto the list of a STATIC one; up to 1,000 at once.",
  })
  addCustomerIds?: string[] | null;

  @Field(() => [GraphQLID], {
    nullable: true,
    description: "Who comes off the list of a STATIC one, before others come onto it; up to 1,000 at once.",
  })
  removeCustomerIds?: string[] | null;
}

@InputType("ArchiveSegmentInput", { description: "Which segment is archived." })
export class ArchiveSegmentInput {
  @Field(() => GraphQLID, { description: "The segment." })
  id!: string;
}

@ObjectType("SegmentPayload", { description: "The segment as it is now, or why nothing was written." })
@Extensions({ roles: EVERYONE })
export class SegmentPayload {
  @Field(() => segmentType.type, { nullable: true, description: "The segment; null where it was refused." })
  segment?: object | null;

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];

  /** Which `segment` reads. */
  segmentId?: string;
}

@ObjectType("SegmentPreview", { description: "Whom a rule would choose now; nothing is saved." })
@Extensions({ roles: PEOPLE_READERS })
export class SegmentPreview {
  @Field(() => GraphQLInt, {
    nullable: true,
    description: "How many customers; null where suppressed.",
  })
  size!: number | null;

  @Field(() => GraphQLFloat, {
    nullable: true,
    description: "Their share of all customers, 0 to 1; null where suppressed, and in a shop without customers.",
  })
  share!: number | null;

  @Field(() => GraphQLBoolean, {
    description:
      "Whether nothing is told of them: they, those left over, or a segment that the rule reads are fewer than 10 people, and the role may not read personal data.",
  })
  suppressed!: boolean;

  @Field(() => GraphQLString, { description: "The rule in one sentence." })
  ruleText!: string;

  /** Whom `sample` reads. */
  customerIds!: readonly string[];
}
