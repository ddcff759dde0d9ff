import type { MigrationInterface, QueryRunner } from "typeorm";
import { reference } from "../src/database/citus.ts";

/** Models are few, and everything that they recommend names them. What they have learned is kept beside, in parts. */
export class Models1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table model (
        id uuid not null,
        kind text not null,
        version integer not null,
        trained_at timestamptz not null,
        training_rows integer not null,
        parameters jsonb not null,
        metrics jsonb not null,
        active boolean not null,
        job_id uuid,
        format integer not null,
        bytes bigint not null,
        constraint model_pkey primary key (id),
        constraint model_kind_version_key unique (kind, version)
      )`);
    await reference(runner, "model");
    await runner.query("create unique index model_active_key on model (kind) where active");
    await runner.query("create index model_job_id_idx on model (job_id)");
    await runner.query(`
      create table model_part (
        model_id uuid not null,
        part integer not null,
        bytes bytea not null,
        constraint model_part_pkey primary key (model_id, part)
      )`);
    await reference(runner, "model_part");
    await runner.query(`
      alter table model_part add constraint model_part_model_id_fkey
      foreign key (model_id) references model (id) on delete cascade`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table model_part");
    await runner.query("drop table model");
  }
}
