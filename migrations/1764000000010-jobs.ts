import type { MigrationInterface, QueryRunner } from "typeorm";

/** Jobs stay on the coordinator of a cluster, as the queue does that runs them: they belong to no customer. */
export class Jobs1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table job (
        id uuid not null,
        kind text not null,
        payload jsonb not null default '{}',
        state text not null,
        done double precision not null default 0,
        message text not null default '',
        created_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        error text,
        run integer not null default 0,
        cut_short integer not null default 0,
        cancel_asked_at timestamptz,
        constraint job_pkey primary key (id),
        constraint job_state_check check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
        constraint job_done_check check (done >= 0 and done <= 1)
      )`);
    await runner.query("create index job_created_at_idx on job (created_at, id)");
    await runner.query("create index job_open_idx on job (kind, created_at) where state in ('QUEUED', 'RUNNING')");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table job");
  }
}
