import type { MigrationInterface, QueryRunner } from "typeorm";
import { reference } from "../src/database/citus.ts";

export class Products1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table product (
        id uuid not null,
        sku text not null,
        external_id text,
        name text not null,
        brand text,
        category text,
        price numeric, price_currency text,
        cost numeric, cost_currency text,
        stock integer,
        image_url text,
        description text,
        attributes jsonb not null default '{}',
        available boolean not null default true,
        constraint product_pkey primary key (id),
        constraint product_sku_key unique (sku)
      )`);
    await reference(runner, "product");
    await runner.query(`
      create index product_search_idx on product using gin ((
        lower(sku || ' ' || name || ' ' || coalesce(brand, '') || ' ' || coalesce(external_id, ''))
      ) gin_trgm_ops)`);
    await runner.query("create index product_category_idx on product (category text_pattern_ops, sku)");
    await runner.query(`
      create table price_point (
        product_id uuid not null,
        valid_from timestamptz not null,
        price numeric,
        currency text,
        constraint price_point_pkey primary key (product_id, valid_from)
      )`);
    await reference(runner, "price_point");
    await runner.query("create index price_point_valid_from_idx on price_point (valid_from)");
    await runner.query(`
      alter table price_point add constraint price_point_product_id_fkey
      foreign key (product_id) references product (id) on delete cascade`);
    await runner.query(`
      create table competitor_offer (
        product_id uuid not null,
        competitor text not null,
        observed_at timestamptz not null,
        price numeric not null,
        currency text not null,
        url text,
        constraint competitor_offer_pkey primary key (product_id, competitor, observed_at)
      )`);
    await reference(runner, "competitor_offer");
    await runner.query(`
      alter table competitor_offer add constraint competitor_offer_product_id_fkey
      foreign key (product_id) references product (id) on delete cascade`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["competitor_offer", "price_point", "product"]) await runner.query(`drop table ${table}`);
  }
}
