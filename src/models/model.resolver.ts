import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import type { WriteContext } from "../graphql/context.ts";
import { fromId } from "../graphql/ids.ts";
import { MANAGERS } from "../graphql/roles.ts";
import { fieldError, type UserErrorCode } from "../graphql/user-errors.ts";
import { JobPayload } from "../jobs/index.ts";
import type { Answers } from "../reading/index.ts";
import { ActivateModelInput, ModelPayload, TrainModelInput } from "./model.graphql.ts";
import { modelType } from "./model.projection.ts";
import { FORMAT } from "./model.store.ts";
import { serve, trainModel } from "./train-model.ts";
import type { TrainsModels } from "./trains-models.ts";

interface ModelsContext extends WriteContext {
  readonly answers: Answers;
  readonly trainers: readonly TrainsModels[];
}

@Resolver()
export class TrainModelResolver {
  @Mutation(() => JobPayload, {
    description:
      "Trains a model as a job: on everything that the shop knows, measured on the newest part of it. Its progress is jobProgressed; the version is served as soon as it is there, unless it is worse than the served one.",
  })
  @Extensions({ roles: MANAGERS })
  async trainModel(
    @Arg("input", () => TrainModelInput, { description: "What is to be trained." }) input: TrainModelInput,
    @Ctx() { trainers, transaction, now }: ModelsContext,
  ): Promise<JobPayload> {
    const trainer = trainers.find(({ kind }) => kind === input.kind);
    if (trainer === undefined) throw new Error(`nobody trains ${input.kind}`);
    const asked = await transaction((manager) => trainModel(manager, trainer, input.parameters ?? {}, now));
    if ("jobId" in asked) return { jobId: asked.jobId, userErrors: [] };
    const userErrors = asked.faults.map(({ name, message }) =>
      fieldError("INVALID", message, ["input", "parameters", name]),
    );
    return { userErrors };
  }
}

@Resolver(() => ModelPayload)
export class ActivateModelResolver {
  @Mutation(() => ModelPayload, {
    description: "Serves a version that is kept, instead of the one of its kind that is served now: back or forward.",
  })
  @Extensions({ roles: MANAGERS })
  async activateModel(
    @Arg("input", () => ActivateModelInput, { description: "The version." }) { id }: ActivateModelInput,
    @Ctx() { transaction, trainers, now }: ModelsContext,
  ): Promise<ModelPayload> {
    const modelId = fromId("mdl", id);
    const found =
      modelId === undefined ? undefined : await transaction((manager) => serve(manager, trainers, modelId, now));
    if (modelId === undefined || found === undefined) return refused("NOT_FOUND", `there is no model ${id}`);
    if (found.format === FORMAT) return { modelId, userErrors: [] };
    return refused(
      "INVALID",
      `the model ${id} was trained by another version of Tributary, which keeps models in another way`,
    );
  }

  @FieldResolver(() => modelType.type, { nullable: true })
  model(@Root() { modelId }: ModelPayload, @Info() info: GraphQLResolveInfo, @Ctx() { answers }: ModelsContext) {
    return modelId === undefined ? null : answers.byId(modelType, modelId, info);
  }
}

const refused = (code: UserErrorCode, message: string): ModelPayload => ({
  userErrors: [fieldError(code, message, ["input", "id"])],
});
