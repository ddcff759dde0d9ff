import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Those who are due many at once for one cause are told from those of whom a single thing has changed, and each are taken in their
 * order. A version between this one and the one before has the column already, and one of the indexes.
 */
export class DueTogether1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table membership_due add column if not exists mass boolean not null default true");
    await runner.query("alter table membership_due alter column mass drop default");
    for (const [name, condition] of Object.entries(INDEXES)) {
      await runner.query(`create index if not exists ${name} on membership_due (batch_id) where ${condition}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`drop index ${name}`);
    await runner.query("alter table membership_due drop column mass");
  }
}

const INDEXES = { membership_due_single_idx: "not mass", membership_due_mass_idx: "mass" };
