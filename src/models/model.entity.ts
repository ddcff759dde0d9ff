import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import type { ModelKind } from "./model-kinds.ts";

/** What was learned at one time, and how well. Of each kind one version at most is active. */
@Unique("model_kind_version_key", ["kind", "version"])
@Index("model_active_key", ["kind"], { unique: true, where: "active" })
@Index("model_job_id_idx", ["jobId"])
@Entity({ name: "model" })
export class Model {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "model_pkey" })
  id!: string;
  @Column({ type: "text" })
  kind!: ModelKind;
  /** Counted from 1, for each kind by itself. */
  @Column({ type: "integer" })
  version!: number;
  @Column({ type: "timestamptz" })
  trainedAt!: Date;
  @Column({ type: "integer" })
  trainingRows!: number;
  @Column({ type: "jsonb" })
  parameters!: JsonObject;
  @Column({ type: "jsonb" })
  metrics!: JsonObject[];
  @Column({ type: "boolean" })
  active!: boolean;
  /** The job that trained it. */
  @Column({ type: "uuid", nullable: true })
  jobId!: string | null;
  /** How its parts are to be read; a program reads its own format alone. */
  @Column({ type: "integer" })
  format!: number;
  @Column({ type: "bigint" })
  bytes!: string;
}

/** A piece of what a model has learned: one value of a row would have to be held several times over to be read. */
@Entity({ name: "model_part" })
export class ModelPart {
  @ForeignKey("Model", { name: "model_part_model_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "model_part_pkey" })
  modelId!: string;
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "model_part_pkey" })
  part!: number;
  @Column({ type: "bytea" })
  bytes!: Buffer;
}
