import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Whoever keeps the catalogue in memory asks for what has changed since. The transaction that wrote a row last says when that was: a
 * clock or a sequence would order writers by when they began, and miss one that ends after a reader has looked.
 */
export class ProductChanges1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table product add column changed_in bigint not null default 0");
    await runner.query(
      "alter table product alter column changed_in set default ((pg_current_xact_id())::text)::bigint",
    );
    await runner.query("create index product_changed_in_idx on product (changed_in)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop index product_changed_in_idx");
    await runner.query("alter table product drop column changed_in");
  }
}
