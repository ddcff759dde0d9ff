import type { MigrationInterface, QueryRunner } from "typeorm";
import { distribute } from "../src/database/citus.ts";

export class Orders1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table order_number (
        order_number text not null,
        customer_id uuid not null,
        order_id uuid not null,
        constraint order_number_pkey primary key (order_number)
      )`);
    await distribute(runner, "order_number", "order_number");
    await createOrderTouchpoint(runner);
    await createOrder(runner);
    await createRefund(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["refund_line", "refund", "order_line", "customer_order", "order_touchpoint", "order_number"]) {
      await runner.query(`drop table ${table}`);
    }
  }
}

/** What the touchpoints said of an order, as they said it: the order can always be folded again from these. */
async function createOrderTouchpoint(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table order_touchpoint (
      customer_id uuid not null,
      order_number text not null,
      touchpoint_id uuid not null,
      type text not null,
      channel text not null,
      occurred_at timestamptz not null,
      currency text,
      rate numeric,
      total numeric,
      lines jsonb not null,
      constraint order_touchpoint_pkey primary key (customer_id, order_number, touchpoint_id)
    )`);
  await belongToCustomer(runner, "order_touchpoint");
}

async function createOrder(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table customer_order (
      customer_id uuid not null,
      id uuid not null,
      order_number text not null,
      placed_at timestamptz not null,
      channel text not null,
      status text not null,
      currency text not null,
      rate numeric not null,
      total numeric not null,
      refunded numeric not null,
      constraint customer_order_pkey primary key (customer_id, id),
      constraint customer_order_customer_id_order_number_key unique (customer_id, order_number)
    )`);
  await belongToCustomer(runner, "customer_order");
  await runner.query("create index customer_order_placed_at_idx on customer_order (customer_id, placed_at, id)");
  await runner.query("create index customer_order_id_idx on customer_order (id)");
  await runner.query("create index customer_order_recent_idx on customer_order (placed_at)");
  await runner.query(`
    create table order_line (
      customer_id uuid not null,
      order_id uuid not null,
      line_number integer not null,
      product_id uuid not null,
      quantity integer not null,
      unit_price numeric not null,
      currency text not null,
      total numeric not null,
      refunded_quantity integer not null,
      constraint order_line_pkey primary key (customer_id, order_id, line_number)
    )`);
  await distribute(runner, "order_line", "customer_id", "customer");
  await runner.query("create index order_line_product_id_idx on order_line (product_id)");
  await runner.query(`
    alter table order_line add constraint order_line_customer_id_order_id_fkey
    foreign key (customer_id, order_id) references customer_order (customer_id, id) on delete cascade`);
  await runner.query(`
    alter table order_line add constraint order_line_product_id_fkey
    foreign key (product_id) references product (id)`);
}

async function createRefund(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create table refund (
      customer_id uuid not null,
      touchpoint_id uuid not null,
      order_number text not null,
      refunded_at timestamptz not null,
      currency text not null,
      rate numeric not null,
      amount numeric not null,
      constraint refund_pkey primary key (customer_id, order_number, touchpoint_id)
    )`);
  await belongToCustomer(runner, "refund");
  await runner.query(`
    create table refund_line (
      customer_id uuid not null,
      order_number text not null,
      touchpoint_id uuid not null,
      line_number integer not null,
      product_id uuid not null,
      quantity integer not null,
      amount numeric not null,
      constraint refund_line_pkey primary key (customer_id, order_number, touchpoint_id, line_number)
    )`);
  await distribute(runner, "refund_line", "customer_id", "customer");
  await runner.query("create index refund_line_product_id_idx on refund_line (product_id)");
  await runner.query(`
    alter table refund_line add constraint refund_line_customer_id_order_number_touchpoint_id_fkey
    foreign key (customer_id, order_number, touchpoint_id)
    references refund (customer_id, order_number, touchpoint_id) on delete cascade`);
  await runner.query(`
    alter table refund_line add constraint refund_line_product_id_fkey
    foreign key (product_id) references product (id)`);
}

async function belongToCustomer(runner: QueryRunner, table: string): Promise<void> {
  await distribute(runner, table, "customer_id", "customer");
  await runner.query(`
    alter table ${table} add constraint ${table}_customer_id_fkey
    foreign key (customer_id) references customer (id) on delete cascade`);
}
