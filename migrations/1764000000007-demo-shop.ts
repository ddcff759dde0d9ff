import type { MigrationInterface, QueryRunner } from "typeorm";
import { reference } from "../src/database/citus.ts";

export class DemoShop1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table demo_shop (
        id integer not null constraint demo_shop_id_check check (id = 1),
        seed integer not null,
        customers integer not null,
        months integer not null,
        until timestamptz not null,
        currency text not null,
        filled_at timestamptz,
        constraint demo_shop_pkey primary key (id)
      )`);
    await reference(runner, "demo_shop");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table demo_shop");
  }
}
