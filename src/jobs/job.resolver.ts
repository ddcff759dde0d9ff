import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import type { WriteContext } from "../graphql/context.ts";
import { fromId } from "../graphql/ids.ts";
import { MANAGERS } from "../graphql/roles.ts";
import { fieldError } from "../graphql/user-errors.ts";
import type { Answers } from "../reading/index.ts";
import { cancelJob, noSuchJob } from "./cancel-job.ts";
import { CancelJobInput, JobPayload } from "./job.graphql.ts";
import { jobType } from "./job.projection.ts";

interface JobsContext extends WriteContext {
  readonly answers: Answers;
}

@Resolver(() => JobPayload)
export class JobResolver {
  @Mutation(() => JobPayload, {
    description:
      "Cancels a job. One that waits is CANCELLED at once; one that runs is told to stop, says so in its message, and is CANCELLED when it has stopped.",
  })
  @Extensions({ roles: MANAGERS })
  async cancelJob(
    @Arg("input", () => CancelJobInput, { description: "The job." }) { id }: CancelJobInput,
    @Ctx() { transaction, now }: JobsContext,
  ): Promise<JobPayload> {
    const jobId = fromId("job", id);
    const refusal =
      jobId === undefined ? noSuchJob(id) : await transaction((manager) => cancelJob(manager, jobId, id, now));
    if (refusal === undefined && jobId !== undefined) return { jobId, userErrors: [] };
    const { code, message } = refusal ?? noSuchJob(id);
    return { userErrors: [fieldError(code, message, ["input", "id"])] };
  }

  @FieldResolver(() => jobType.type, { nullable: true })
  job(@Root() { jobId }: JobPayload, @Info() info: GraphQLResolveInfo, @Ctx() { answers }: JobsContext) {
    return jobId === undefined ? null : answers.byId(jobType, jobId, info);
  }
}
