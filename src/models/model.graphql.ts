import { GraphQLID } from "graphql";
import { Extensions, Field, InputType, ObjectType } from "type-graphql";
import type { JsonObject } from "../database/json.ts";
import { EVERYONE } from "../graphql/roles.ts";
import { JSONObjectScalar } from "../graphql/scalars.ts";
import { UserError } from "../graphql/user-errors.ts";
import { modelKindEnum, modelType } from "./model.projection.ts";
import type { ModelKind } from "./model-kinds.ts";

@InputType("TrainModelInput", { description: "What is to be trained." })
export class TrainModelInput {
  @Field(() => modelKindEnum, { description: "Which kind of model." })
  kind!: ModelKind;

  @Field(() => JSONObjectScalar, {
    nullable: true,
    description:
      "Settings to train with, as a model's parameters.settings shows them; those left out are chosen on held-out time. A version trained so is served only where it is not worse than the served one.",
  })
  parameters?: JsonObject | null;
}

@InputType("ActivateModelInput", { description: "Which version is to be served." })
export class ActivateModelInput {
  @Field(() => GraphQLID, { description: "The model's id, as mdl_ and 32 hex digits." })
  id!: string;
}

@ObjectType("ModelPayload", { description: "The model as it is now, or why nothing was changed." })
@Extensions({ roles: EVERYONE })
export class ModelPayload {
  modelId?: string;

  @Field(() => modelType.type, { nullable: true, description: "The model; null where the change was refused." })
  model?: object | null;

  @Field(() => [UserError], { description: "Why it was refused; empty where it was not." })
  userErrors!: UserError[];
}
