import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, Info, Resolver, Root, Subscription } from "type-graphql";
import type { EntityManager } from "typeorm";
import type { Notices } from "../database/notices.ts";
import { badUserInput } from "../graphql/errors.ts";
import { fromId } from "../graphql/ids.ts";
import { PEOPLE_READERS } from "../graphql/roles.ts";
import { IdScalar } from "../graphql/scalars.ts";
import type { Answers } from "../reading/index.ts";
import { jobType } from "./job.projection.ts";
import { jobProgress } from "./job-progress.ts";

interface SubscribeContext {
  readonly answers: Answers;
  readonly manager: EntityManager;
  readonly notices: Notices;
}

async function subscribe(id: string, context: SubscribeContext) {
  const uuid = fromId("job", id);
  const progress = uuid === undefined ? undefined : await jobProgress(context, uuid);
  if (progress === undefined) throw badUserInput(`There is no job ${id}.`, ["jobProgressed", "id"]);
  return progress;
}

@Resolver()
export class JobProgressedResolver {
  @Subscription(() => jobType.type, {
    description:
      "The job as it is, and again whenever it has changed, until it has ended; several changes may come as one, and the end twice.",
    subscribe: ({ args, context }) => subscribe(args["id"], context),
  })
  @Extensions({ roles: PEOPLE_READERS })
  jobProgressed(
    @Arg("id", () => IdScalar, { description: "The job's id; one that there is not is an error." }) _id: string,
    @Root() uuid: string,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: SubscribeContext,
  ) {
    return answers.byId(jobType, uuid, info);
  }
}
