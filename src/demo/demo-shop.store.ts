import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { DemoShop } from "./demo-shop.entity.ts";
import type { DemoSettings } from "./settings.ts";

/** The demo shop that this database holds, or is being filled with; undefined where it holds none. */
export async function readDemo(
  manager: EntityManager,
): Promise<(DemoSettings & { filledAt: Date | null }) | undefined> {
  const [row] = await run<DemoSettings & { filledAt: Date | null }>(
    manager,
    sql`select d.seed, d.customers, d.months, d.until, d.currency, d.filled_at as "filledAt" from demo_shop d`,
  );
  return row;
}

/** Whether nothing of a shop is there yet. */
export async function isEmptyShop(manager: EntityManager): Promise<boolean> {
  const rows = await run<{ filled: boolean }>(
    manager,
    sql`select exists (select 1 from customer) or exists (select 1 from product) or exists (select 1 from exchange_rate)
          as filled`,
  );
  return rows[0]?.filled === false;
}

export async function beginDemo(manager: EntityManager, settings: DemoSettings): Promise<void> {
  const { seed, customers, months, until, currency } = settings;
  const row = { id: 1, seed, customers, months, until, currency, filledAt: null };
  await insertRows(manager, DemoShop, [row], { key: ["id"], conflict: "fails" });
}

export async function finishDemo(manager: EntityManager, now: Date): Promise<void> {
  await run(manager, sql`update demo_shop set filled_at = ${now}::timestamptz`);
}
