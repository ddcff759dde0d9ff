import type { EntityManager } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import type { ModelKind } from "./model-kinds.ts";

/** A figure of a model, on time that it had not learned from. */
export interface ModelMetric {
  readonly name: string;
  readonly value: number;
  /** The same figure of what would be done without the model; left out where there is none. */
  readonly baseline?: number;
  /** How it was measured, for people. */
  readonly protocol: string;
}

/** A version that is served, as a training needs to know it. */
export interface ActiveModel {
  readonly id: string;
  readonly version: number;
  readonly parameters: JsonObject;
  readonly trainedAt: Date;
}

export interface Trained {
  /** What was learned, as bytes that the same program can load. */
  readonly bytes: Uint8Array;
  readonly trainingRows: number;
  readonly parameters: JsonObject;
  readonly metrics: readonly ModelMetric[];
  /** Why it must not take the place of the active version; left out where it may. */
  readonly worse?: string;
}

export interface Training {
  /** Given by whoever asked for the training; a value that is left out is chosen on held-out time. */
  readonly parameters: JsonObject;
  /** By kind. */
  readonly active: Readonly<Partial<Record<ModelKind, ActiveModel>>>;
  readonly now: Date;
  readonly signal: AbortSignal;
  progress(done: number, message: string): void;
}

/** A fault of a parameter: what is wrong and what would be right. */
export interface ParameterFault {
  readonly name: string;
  readonly message: string;
}

/** A version that has just become the one that is served. */
export interface Activated {
  readonly id: string;
  readonly parameters: JsonObject;
}

/** There is too little to learn from; said in words for the person who asked. */
export class CannotTrain extends Error {
  override name = "CannotTrain";
}

/** How models of a kind are trained. Features above fill it in; `app.ts` and `background.ts` take the same list. */
export interface TrainsModels {
  readonly kind: ModelKind;
  /** Faults of what somebody wants it to be trained with; none is fine. */
  check(parameters: JsonObject): readonly ParameterFault[];
  train(training: Training): Promise<Trained>;
  /** Makes of a version what depends on its being served, in the transaction that makes it so. */
  activated?(manager: EntityManager, model: Activated, now: Date): Promise<void>;
}
