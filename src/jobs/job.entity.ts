import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { JsonObject } from "../database/json.ts";

export type JobState = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Work that takes longer than a request, from when it was asked for until it has ended; kept as a record of it. */
@Check("job_state_check", "state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')")
@Check("job_done_check", "done >= 0 and done <= 1")
@Index("job_created_at_idx", ["createdAt", "id"])
@Index("job_open_idx", ["kind", "createdAt"], { where: "(state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]))" })
@Entity({ name: "job" })
export class Job {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "job_pkey" })
  id!: string;
  @Column({ type: "text" })
  kind!: string;
  @Column({ type: "jsonb", default: {} })
  payload!: JsonObject;
  @Column({ type: "text" })
  state!: JobState;
  /** The share that is done, 0 to 1. */
  @Column({ type: "double precision", default: 0 })
  done!: number;
  @Column({ type: "text", default: "" })
  message!: string;
  @Column({ type: "timestamptz" })
  createdAt!: Date;
  @Column({ type: "timestamptz", nullable: true })
  startedAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  finishedAt!: Date | null;
  @Column({ type: "text", nullable: true })
  error!: string | null;
  /** How often it has begun: a run that was given up and goes on nevertheless is not the latest, and writes nothing. */
  @Column({ type: "integer", default: 0 })
  run!: number;
  /** How often it was ended in the middle by a crash, or for want of the database. */
  @Column({ type: "integer", default: 0 })
  cutShort!: number;
  /** When somebody asked for a running job to be cancelled. */
  @Column({ type: "timestamptz", nullable: true })
  cancelAskedAt!: Date | null;
}
