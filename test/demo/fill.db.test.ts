import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { fillDemo, NotEmpty } from "../../src/demo/index.ts";
import { makeIngestion } from "../../src/ingestion.ts";
import { settleCurrency } from "../../src/shop/index.ts";
import { aFolder, tributary } from "../support/command.ts";
import { aDatabase, type TestDatabase } from "../support/database.ts";
import { settings, simulate } from "./simulate.ts";

const SMALL = ["--customers", "80", "--months", "4", "--until", "2026-06-15T12:00:00Z"];
const small = settings({ customers: 80, months: 4 });

async function fill({ dataSource }: TestDatabase, more: Partial<Parameters<typeof fillDemo>[0]> = {}) {
  const ingestion = makeIngestion(dataSource, readConfig({}).shop, () => {});
  const truthFile = join(await aFolder(), "truth.ndjson");
  return fillDemo({ ingestion, settings: small, truthFile, ...more });
}

/** Everything that was stored, without ids, which are new each time: whose a touchpoint is, is told by identifiers. */
async function contentOf(dataSource: DataSource): Promise<object> {
  const ask = (statement: string): Promise<object[]> => dataSource.query(statement);
  return {
    touchpoints: await touchpointsOf(dataSource),
    profiles: await ask(`select p.order_count, p.total_spent, p.first_order_at, i.kind, i.value
      from identity i join customer_profile p on p.customer_id = i.customer_id order by i.kind, i.value`),
    products: await ask("select sku, name, brand, category, price, cost, stock, available from product order by sku"),
    prices: await ask(`select p.sku, h.valid_from, h.price from price_point h join product p on p.id = h.product_id
      order by p.sku, h.valid_from`),
    offers: await ask(`select p.sku, o.competitor, o.observed_at, o.price from competitor_offer o
      join product p on p.id = o.product_id order by p.sku, o.competitor, o.observed_at`),
    consents: await ask(`select i.value, s.purpose, s.channel, s.status, s.source, s.recorded_at from consent s
      join identity i on i.customer_id = s.customer_id and i.kind = 'EMAIL' order by i.value, s.recorded_at, s.channel`),
    rates: await ask("select currency, day::text, rate from exchange_rate order by currency, day"),
  };
}

function touchpointsOf(dataSource: DataSource): Promise<object[]> {
  return dataSource.query(`
    select t.message_id, t.type, t.channel, t.occurred_at, t.value, o.status, o.total, who.identifiers
    from touchpoint t
    join (select i.customer_id, string_agg(i.kind || ' ' || i.value, ', ' order by i.kind, i.value) as identifiers
          from identity i group by i.customer_id) who on who.customer_id = t.customer_id
    left join customer_order o on o.customer_id = t.customer_id and o.order_number = t.order_number
    order by t.message_id`);
}

test("the command fills an empty database with what was simulated, and tells so", async () => {
  const { url, dataSource } = await aDatabase();
  const truth = join(await aFolder(), "truth.ndjson");

  const { code, out, err } = await tributary(["demo", ...SMALL, "--truth", truth], { DATABASE_URL: url });

  const { touchpoints, lives } = simulate(small);
  const faults = lives.flatMap((life) => life.faults);
  const stored = touchpoints.length - faults.length;
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) });
  expect(out).toContain(`300 products, ${stored.toLocaleString("en-GB")} touchpoints`);
  expect(await dataSource.query("select count(*)::int as count from touchpoint")).toEqual([{ count: stored }]);
  const subscriptions = lives.flatMap((life) => life.subscriptions).length;
  expect(await dataSource.query("select count(*)::int as count from consent where status = 'GRANTED'")).toEqual([
    { count: subscriptions },
  ]);
  expect(subscriptions).toBeGreaterThan(0);
  const refused = await dataSource.query(
    "select count(*)::int as count from touchpoint where message_id like '%spoilt'",
  );
  expect(refused).toEqual([{ count: 0 }]);
  const kinds = (await readFile(truth, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).kind);
  const people = new Set(touchpoints.map(({ messageId }) => messageId.split("-")[1])).size;
  expect(
    Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length])),
  ).toEqual({
    shop: 1,
    channel: 4,
    person: people,
    ...(faults.length > 0 ? { fault: faults.length } : {}),
    product: 300,
  });
});

test("a shop is filled in the small hours too, when nobody has looked at the day's offers yet", async () => {
  const database = await aDatabase();
  const until = new Date("2026-06-15T00:30:00Z");

  const { products } = await fill(database, { settings: settings({ customers: 20, months: 4, until }) });

  expect(products).toBe(300);
});

test("the hidden truth knows whose each identifier of the shop is", async () => {
  const database = await aDatabase();
  const truthFile = join(await aFolder(), "truth.ndjson");

  await fill(database, { truthFile });

  const lines = (await readFile(truthFile, "utf8")).trim().split("\n");
  const known = new Set(lines.flatMap((line) => JSON.parse(line).identifiers ?? []));
  const stored: { identity: string }[] = await database.dataSource.query(
    "select distinct kind || ' ' || value as identity from identity",
  );
  expect(stored.length).toBeGreaterThan(100);
  expect(stored.filter(({ identity }) => !known.has(identity))).toEqual([]);
  expect(known.size).toBe(stored.length);
});

test("prices, costs, offers and pictures of the catalogue are there, and it says that it is simulated", async () => {
  const database = await aDatabase();

  await fill(database);

  const [counts] = await database.dataSource.query(`
    select count(*)::int as products, count(distinct p.category)::int as categories,
      avg(p.cost / p.price) between 0.4 and 0.7 as costed, bool_and(p.image_url like 'data:image/svg+xml,%') as pictured,
      bool_and(p.description like '%simulated%') as labelled,
      (select count(distinct product_id)::int from competitor_offer) > 200 as compared,
      (select count(*) from price_point) > 900 as moving
    from product p`);
  expect(counts).toEqual({
    products: 300,
    categories: 20,
    costed: true,
    pictured: true,
    labelled: true,
    compared: true,
    moving: true,
  });
});

test("a filling that was cut short goes on where it stopped, and comes out the same", async () => {
  const [whole, cut] = [await aDatabase(), await aDatabase()];
  const larger = settings({ customers: 300, months: 6 });
  await fill(whole, { settings: larger });
  const stopping = new AbortController();
  const cutShort = fill(cut, {
    settings: larger,
    signal: stopping.signal,
    onProgress: (share) => {
      if (share > 0.9) stopping.abort(new Error("stopped"));
    },
  });
  await expect(cutShort).rejects.toThrow("stopped");
  const half = await touchpointsOf(cut.dataSource);

  await fill(cut, { settings: settings({ seed: 9, customers: 500 }) });

  const all = await touchpointsOf(whole.dataSource);
  expect(half.length).toBeGreaterThan(0);
  expect(half.length).toBeLessThan(all.length);
  expect(await contentOf(cut.dataSource)).toEqual(await contentOf(whole.dataSource));
});

test("only one process fills a database", async () => {
  const database = await aDatabase();

  const outcomes = await Promise.allSettled([fill(database), fill(database)]);

  const told = outcomes.map((outcome) => (outcome.status === "fulfilled" ? "filled" : String(outcome.reason)));
  expect(told.sort()).toEqual(["Error: another process is filling the database with a demo shop", "filled"]);
});

test("a shop whose currency is settled sells in it", async () => {
  const database = await aDatabase();
  await settleCurrency(database.dataSource.manager, "EUR");

  await fill(database);

  const [found] = await database.dataSource.query(`select array_agg(distinct p.price_currency) as prices,
    (select array_agg(distinct r.currency) from exchange_rate r) as rates from product p`);
  expect(found).toEqual({ prices: ["EUR"], rates: ["GBP"] });
});

test("who asks for another shop than the one that has been begun is told so", async () => {
  const database = await aDatabase();
  const stopping = new AbortController();
  stopping.abort(new Error("stopped"));
  await expect(fill(database, { signal: stopping.signal })).rejects.toThrow("stopped");

  const { code, err } = await tributary(["demo", "--customers", "500"], { DATABASE_URL: database.url });

  const begun =
    "a demo shop of 80 customers and 4 months has been begun here; finish it with --customers 80 --months 4";
  expect({ code, err }).toEqual({ code: 1, err: `tributary: ${begun}\n` });
});

test("a database that holds a shop is left alone", async () => {
  const database = await aDatabase();
  await database.dataSource.query(
    "insert into product (id, sku, name) values ('00000000-0000-7000-8000-000000000001', 'mug', 'Mug')",
  );

  await expect(fill(database)).rejects.toThrow(NotEmpty);
  const { code, err } = await tributary(["demo", ...SMALL], {
    DATABASE_URL: database.url,
    TRIBUTARY_DATA: await aFolder(),
  });

  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining("tributary: the database holds a shop already; a demo shop needs an empty one\n"),
  });
  expect(await database.dataSource.query("select count(*)::int as count from product")).toEqual([{ count: 1 }]);
});

test.each([
  [["--customers", "few"], "It is a whole number from 10 to 1000000."],
  [["--months", "0"], "It is a whole number from 2 to 60."],
  [["--until", "soon"], "It is a moment such as 2026-06-15T12:00Z, or a day, which begins at midnight UTC."],
])("the command refuses %j", async (args, message) => {
  const { code, err } = await tributary(["demo", ...args], {});

  expect(code).toBe(1);
  expect(err).toContain(message);
});
