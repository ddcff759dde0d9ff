import "reflect-metadata";
import type { DataSource } from "typeorm";
import { expect, test, vi } from "vitest";
import { Claim, Customer } from "../../src/customers/index.ts";
import { lookForCitus } from "../../src/database/citus.ts";
import { type InsertOptions, insertRows } from "../../src/database/insert-rows.ts";
import { raw } from "../../src/database/sql.ts";
import { Product } from "../../src/products/index.ts";
import { CustomerInterest } from "../../src/profiles/index.ts";
import { ExchangeRate } from "../../src/shop/index.ts";
import { aDatabase, type TestDatabase } from "../support/database.ts";

/** A database that is taken for a Citus cluster: the form of its statements is, its tables are plain. */
async function aCluster(): Promise<TestDatabase> {
  const database = await aDatabase();
  const query = vi.spyOn(database.dataSource, "query").mockResolvedValueOnce([{}]);
  await lookForCitus(database.dataSource);
  query.mockRestore();
  database.statements();
  return database;
}

const FORMS = [
  { form: "arrays", open: aDatabase, source: /^insert into \w+ \([\w, ]+\) +select u\.\* from unnest\(\$1::/ },
  { form: "VALUES", open: aCluster, source: /^insert into \w+ \([\w, ]+\) +values \(\$1::/ },
];

const ADA = "019bd0fc-7400-7000-8000-000000000001";
const BOB = "019bd0fc-7400-7000-8000-000000000002";
const SEEN = new Date("2026-01-02T03:04:05.678Z");

const CUSTOMERS = [
  {
    id: BOB,
    displayName: 'Zoë "Quote" O\'Brien \\ {a,b} 🧵\n',
    birthDate: "1990-05-17",
    traits: { size: "M", nested: [{ a: null }, "π"], "": true },
    firstSeenAt: SEEN,
    lastSeenAt: SEEN,
    erasedAt: SEEN,
  },
  {
    id: ADA,
    displayName: "NULL",
    birthDate: null,
    traits: {},
    firstSeenAt: new Date("1899-12-31T23:59:59.999Z"),
    lastSeenAt: SEEN,
    erasedAt: null,
  },
];

const CUSTOMER: InsertOptions<Customer> = { key: ["id"], conflict: "fails" };
const RATE: InsertOptions<ExchangeRate> = { key: ["currency", "day"], conflict: "fails" };

const allCustomers = (dataSource: DataSource) =>
  dataSource.query(`
    select id, display_name as "displayName", birth_date::text as "birthDate", traits, first_seen_at as "firstSeenAt",
      last_seen_at as "lastSeenAt", erased_at as "erasedAt" from customer order by id desc`);

const allRates = (dataSource: DataSource) =>
  dataSource.query("select currency, day::text as day, rate::text as rate from exchange_rate order by currency, day");

for (const { form, open, source } of FORMS) {
  test(`a batch written by ${form} is one statement, and every value comes back as it was`, async () => {
    const { dataSource, statements } = await open();

    await insertRows(dataSource.manager, Customer, CUSTOMERS, CUSTOMER);

    expect(statements()).toEqual([expect.stringMatching(source)]);
    expect(await allCustomers(dataSource)).toEqual(CUSTOMERS);
  });

  test(`JSON written by ${form} keeps its kind: text, number, list, null and nothing`, async () => {
    const { dataSource } = await open();
    await insertRows(dataSource.manager, Customer, CUSTOMERS, CUSTOMER);
    const values = { a: "text", b: 1.5, c: [1, "2", null], d: { e: "{}" }, f: false, g: '"', h: null };
    const claims = Object.entries(values).map(([name, value]) => ({
      customerId: ADA,
      name,
      identifierKind: "EMAIL" as const,
      identifierValue: "ada@example.com",
      source: "crm",
      value,
      observedAt: SEEN,
    }));

    await insertRows(dataSource.manager, Claim, claims, { key: ["customerId", "name"], conflict: "fails" });

    const kept = await dataSource.query("select c.name, c.value::text as value from claim c order by c.name");
    expect(kept).toEqual([
      { name: "a", value: '"text"' },
      { name: "b", value: "1.5" },
      { name: "c", value: '[1, "2", null]' },
      { name: "d", value: '{"e": "{}"}' },
      { name: "f", value: "false" },
      { name: "g", value: '"\\""' },
      { name: "h", value: null },
    ]);
  });

  test(`numbers written by ${form} are exact, truths are truths`, async () => {
    const { dataSource } = await open();
    const rates = [
      { currency: "EUR", day: "2026-01-01", rate: "123456789012345.123456789012" },
      { currency: "JPY", day: "2026-01-01", rate: "0.000000000001" },
    ];
    const product = { id: ADA, sku: "mug", name: "Mug", price: "19.90", stock: 0, available: false, attributes: {} };
    await insertRows(dataSource.manager, Customer, CUSTOMERS, CUSTOMER);

    await insertRows(dataSource.manager, ExchangeRate, rates, RATE);
    await insertRows(dataSource.manager, Product, [product], { key: ["sku"], conflict: "fails" });
    const interest = { customerId: ADA, kind: "word", tag: "mug", weight: 0.1 + 0.2 };
    await insertRows(dataSource.manager, CustomerInterest, [interest], { key: ["customerId"], conflict: "fails" });

    expect(await allRates(dataSource)).toEqual(rates);
    expect(await dataSource.query("select p.price::text, p.stock, p.available from product p")).toEqual([
      { price: "19.90", stock: 0, available: false },
    ]);
    expect(await dataSource.query("select i.weight from customer_interest i")).toEqual([
      { weight: 0.30000000000000004 },
    ]);
  });

  test(`a row that is there already stays as it was, by ${form}, and only new rows come back`, async () => {
    const { dataSource } = await open();
    await insertRows(dataSource.manager, ExchangeRate, [{ currency: "EUR", day: "2026-01-01", rate: "1" }], RATE);
    const batch = [
      { currency: "USD", day: "2026-01-01", rate: "2" },
      { currency: "EUR", day: "2026-01-01", rate: "2" },
    ];

    const returned = await insertRows<ExchangeRate, { currency: string }>(dataSource.manager, ExchangeRate, batch, {
      ...RATE,
      conflict: "nothing",
      returning: raw("currency"),
    });

    expect(returned).toEqual([{ currency: "USD" }]);
    expect(await allRates(dataSource)).toEqual([
      { currency: "EUR", day: "2026-01-01", rate: "1" },
      { currency: "USD", day: "2026-01-01", rate: "2" },
    ]);
  });

  test(`a row that is there already is changed as it was asked for, by ${form}`, async () => {
    const { dataSource } = await open();
    await insertRows(dataSource.manager, ExchangeRate, [{ currency: "EUR", day: "2026-01-01", rate: "1" }], RATE);
    const batch = [
      { currency: "USD", day: "2026-01-01", rate: "2" },
      { currency: "EUR", day: "2026-01-01", rate: "2" },
    ];

    await insertRows(dataSource.manager, ExchangeRate, batch, {
      ...RATE,
      conflict: { set: raw("rate = exchange_rate.rate + excluded.rate") },
    });

    expect(await allRates(dataSource)).toEqual([
      { currency: "EUR", day: "2026-01-01", rate: "3" },
      { currency: "USD", day: "2026-01-01", rate: "2" },
    ]);
  });

  test(`a row that is there already fails the whole batch where it must, by ${form}`, async () => {
    const { dataSource } = await open();
    const known = { currency: "EUR", day: "2026-01-01", rate: "1" };
    await insertRows(dataSource.manager, ExchangeRate, [known], RATE);
    const batch = [{ currency: "USD", day: "2026-01-01", rate: "2" }, known];

    const inserting = insertRows(dataSource.manager, ExchangeRate, batch, RATE);

    await expect(inserting).rejects.toThrow("exchange_rate_pkey");
    expect(await allRates(dataSource)).toEqual([known]);
  });

  test(`no rows by ${form} are no statement`, async () => {
    const { dataSource, statements } = await open();

    expect(await insertRows(dataSource.manager, ExchangeRate, [], RATE)).toEqual([]);

    expect(statements()).toEqual([]);
  });

  test(`overlapping batches in any order, written at once by ${form}, never wait for each other in a circle`, async () => {
    const { dataSource } = await open();
    const rates = Array.from({ length: 2000 }, (_, index) => ({ currency: `C${index}`, day: "2026-01-01", rate: "1" }));
    const turned = (by: number) => [...rates.slice(by), ...rates.slice(0, by)];
    const batches = [rates, [...rates].reverse(), turned(500), turned(1000), turned(1500), turned(1000).reverse()];
    const add = { ...RATE, conflict: { set: raw("rate = exchange_rate.rate + excluded.rate") } };

    for (let round = 0; round < 3; round += 1) {
      await Promise.all(batches.map((batch) => insertRows(dataSource.manager, ExchangeRate, batch, add)));
    }

    expect(
      await dataSource.query("select rate::text as rate, count(*)::int as rows from exchange_rate group by 1"),
    ).toEqual([{ rate: "18", rows: 2000 }]);
  });
}

test("the text of a statement by arrays is the same for every size of batch", async () => {
  const { dataSource, statements } = await aDatabase();
  const batch = (size: number, currency: string) =>
    Array.from({ length: size }, (_, index) => ({ currency, day: `2026-01-${10 + index}`, rate: "1" }));

  await insertRows(dataSource.manager, ExchangeRate, batch(1, "EUR"), RATE);
  await insertRows(dataSource.manager, ExchangeRate, batch(20, "USD"), RATE);

  const [one, twenty] = statements();
  expect(twenty).toBe(one);
});

test("a property that the table does not have is a fault of the program", async () => {
  const { dataSource } = await aDatabase();
  const row = { currency: "EUR", day: "2026-01-01", rate: "1", bank: "ECB" };

  const inserting = insertRows(dataSource.manager, ExchangeRate, [row], RATE);

  await expect(inserting).rejects.toThrow("ExchangeRate has no column bank");
});
