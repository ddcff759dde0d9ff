import { GraphQLID } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import { EVERYONE } from "../graphql/roles.ts";
import { UserError } from "../graphql/user-errors.ts";
import { jobType } from "./job.projection.ts";

@InputType("CancelJobInput", { description: "Which job is to be cancelled." })
export class CancelJobInput {
  @Field(() => GraphQLID, { description: "The job's id, as job_ and 32 hex digits." })
  id!: string;
}

@ObjectType("JobPayload", { description: "The job that was asked for or changed, or why nothing was." })
@Extensions({ roles: EVERYONE })
export class JobPayload {
  /** Whom `job` reads; left out where the mutation was refused. */
  jobId?: string;

  @Field(() => jobType.type, { nullable: true, description: "The job as it is now; null where it was refused." })
  job?: object | null;

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];
}
