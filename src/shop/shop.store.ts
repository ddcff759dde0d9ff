import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { ExchangeRate } from "./exchange-rate.entity.ts";
import { Shop } from "./shop.entity.ts";

/** The shop's currency, or undefined before the first amount. */
export async function readCurrency(manager: EntityManager): Promise<string | undefined> {
  const [row] = await run<{ currency: string }>(manager, sql`select s.currency from shop s`);
  return row?.currency;
}

/** Fixes the shop's currency unless it is fixed already, and gives the one that holds. */
export async function settleCurrency(manager: EntityManager, currency: string): Promise<string> {
  const known = await readCurrency(manager);
  if (known !== undefined) return known;
  await insertRows(manager, Shop, [{ id: 1, currency }], { key: ["id"], conflict: "nothing" });
  return (await readCurrency(manager)) ?? currency;
}

export const rateKey = (currency: string, day: string): string => `${currency} ${day}`;

/** The rates of these currencies and days; what is not known is left out. */
export async function readRates(
  manager: EntityManager,
  wanted: readonly { currency: string; day: string }[],
): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map();
  const [currencies, days] = [wanted.map(({ currency }) => currency), wanted.map(({ day }) => day)];
  const rows = await run<{ currency: string; day: string; rate: string }>(
    manager,
    sql`select r.currency, to_char(r.day, 'YYYY-MM-DD') as day, r.rate::text as rate from exchange_rate r
        where (r.currency, r.day) in (select * from unnest(${currencies}::text[], ${days}::date[]))`,
  );
  return new Map(rows.map(({ currency, day, rate }) => [rateKey(currency, day), rate]));
}

/** Stores rates; a day's rate that is given again replaces the one before. */
export async function writeRates(manager: EntityManager, rates: readonly ExchangeRate[]): Promise<void> {
  await insertRows(manager, ExchangeRate, rates, {
    key: ["currency", "day"],
    conflict: { set: sql`rate = excluded.rate` },
  });
}
