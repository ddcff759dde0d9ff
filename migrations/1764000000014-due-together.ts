import type { MigrationInterface, QueryRunner } from "typeorm";

/** Those who are due many at once are taken in their order, too. */
export class DueTogether1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("create index membership_due_mass_idx on membership_due (batch_id) where mass");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop index membership_due_mass_idx");
  }
}
