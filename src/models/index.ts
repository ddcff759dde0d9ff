import "./model.projection.ts";

export { Model, ModelPart } from "./model.entity.ts";
export { modelType } from "./model.projection.ts";
export { ActivateModelResolver, TrainModelResolver } from "./model.resolver.ts";
export { activeModels, readBytes } from "./model.store.ts";
export { isModelKind, MODEL_KINDS, type ModelKind } from "./model-kinds.ts";
export { trainDueTask, trainsDue } from "./train-due.ts";
export { trainAll, trainingTask } from "./train-model.ts";
export {
  type Activated,
  type ActiveModel,
  CannotTrain,
  type ModelMetric,
  type ParameterFault,
  type Trained,
  type Training,
  type TrainsModels,
} from "./trains-models.ts";
