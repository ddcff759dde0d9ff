import type { MigrationInterface, QueryRunner } from "typeorm";
import { reference } from "../src/database/citus.ts";

export class ShopAndKeys1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table shop (
        id integer not null constraint shop_id_check check (id = 1),
        currency text not null,
        constraint shop_pkey primary key (id)
      )`);
    await reference(runner, "shop");
    await runner.query(`
      create table exchange_rate (
        currency text not null,
        day date not null,
        rate numeric not null constraint exchange_rate_rate_check check (rate > 0),
        constraint exchange_rate_pkey primary key (currency, day)
      )`);
    await reference(runner, "exchange_rate");
    await runner.query(`
      create table api_key (
        id uuid not null,
        name text not null,
        prefix text not null,
        secret_hash text not null,
        role text not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz,
        constraint api_key_pkey primary key (id),
        constraint api_key_secret_hash_key unique (secret_hash)
      )`);
    await reference(runner, "api_key");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table api_key");
    await runner.query("drop table exchange_rate");
    await runner.query("drop table shop");
  }
}
