import { GraphQLID, GraphQLString } from "graphql";
import { Extensions, Field, ObjectType } from "type-graphql";
import { customerType } from "../customers/index.ts";
import { EVERYONE } from "../graphql/roles.ts";
import { UserError } from "../graphql/user-errors.ts";
import { TouchpointStatusEnum } from "./touchpoint.enums.graphql.ts";
import { touchpointType } from "./touchpoint.projection.ts";

@ObjectType("TouchpointOutcome", { description: "What became of one touchpoint." })
@Extensions({ roles: EVERYONE })
export class TouchpointOutcome {
  @Field(() => GraphQLString, { description: "The message it is about." })
  messageId!: string;

  @Field(() => TouchpointStatusEnum, { description: "What became of it." })
  status!: string;

  @Field(() => touchpointType.type, {
    nullable: true,
    description: "The touchpoint as it is stored, also where an earlier message stored it; null where none is.",
  })
  touchpoint?: object | null;

  @Field(() => customerType.type, { nullable: true, description: "Whose it is; null where it was not stored." })
  customer?: object | null;

  @Field(() => GraphQLID, { nullable: true, description: "Where it waits in quarantine; null where it does not." })
  quarantinedId?: string | null;

  @Field(() => [GraphQLString], { description: "Why it could not be taken, each with its place; empty where it was." })
  reasons!: readonly string[];

  /** Whom and what the fields above read. */
  touchpointId?: string;
  customerId?: string;
}

@ObjectType("RecordTouchpointsPayload", { description: "What became of each touchpoint." })
@Extensions({ roles: EVERYONE })
export class RecordTouchpointsPayload {
  @Field(() => [TouchpointOutcome], { description: "One for each touchpoint, in order." })
  outcomes!: TouchpointOutcome[];

  @Field(() => [UserError], { description: "Why the whole request was refused; empty where it was not." })
  userErrors!: UserError[];
}
