import { expect, test } from "vitest";
import { readCurrency, readRates, settleCurrency, writeRates } from "../../src/shop/index.ts";
import { startApp } from "../support/app.ts";

test("the shop tells its name, its time zone, and no currency before its first amount", async () => {
  const app = await startApp({ timeZone: "Europe/London" });

  const { shop } = await app.query("{ shop { name currency timeZone } }");

  expect(shop).toEqual({ name: "Test shop", currency: "XXX", timeZone: "Europe/London" });
});

test("a currency that is settled stays", async () => {
  const { dataSource } = await startApp();
  const before = await readCurrency(dataSource.manager);

  const settled = [await settleCurrency(dataSource.manager, "GBP"), await settleCurrency(dataSource.manager, "EUR")];

  expect([before, ...settled, await readCurrency(dataSource.manager)]).toEqual([undefined, "GBP", "GBP", "GBP"]);
});

test("a rate is found by its currency and day together, exactly as it was given", async () => {
  const { dataSource } = await startApp();
  const rate = (currency: string, day: string, value: string) => ({ currency, day, rate: value });
  await writeRates(dataSource.manager, [
    rate("EUR", "2026-06-01", "0.85251234567890123456"),
    rate("USD", "2026-06-02", "0.7"),
  ]);

  const rates = await readRates(dataSource.manager, [
    { currency: "EUR", day: "2026-06-01" },
    { currency: "EUR", day: "2026-06-02" },
    { currency: "USD", day: "2026-06-01" },
    { currency: "USD", day: "2026-06-02" },
  ]);

  expect([...rates]).toEqual([
    ["EUR 2026-06-01", "0.85251234567890123456"],
    ["USD 2026-06-02", "0.7"],
  ]);
});
