import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import { expect, test } from "vitest";
import { fillDemo, NotEmpty } from "../../src/demo/index.ts";
import { makeIngestion } from "../../src/ingestion.ts";
import { aFolder, tributary } from "../support/command.ts";
import { aDatabase, type TestDatabase } from "../support/database.ts";
import { settings, simulate } from "./world.ts";

const SMALL = ["--customers", "80", "--months", "4", "--until", "2026-06-15T12:00:00Z"];
const small = settings({ customers: 80, months: 4 });

async function fill({ dataSource }: TestDatabase, more: Partial<Parameters<typeof fillDemo>[0]> = {}) {
  const ingestion = makeIngestion(dataSource, "UTC", () => {});
  const truthFile = join(await aFolder(), "truth.ndjson");
  return fillDemo({ ingestion, settings: small, truthFile, ...more });
}

/** Every touchpoint with whose it is, told by the identifiers that its customer has. */
function contentOf(dataSource: DataSource): Promise<object[]> {
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
  const blemishes = lives.flatMap((life) => life.blemishes);
  const stored = touchpoints.length - blemishes.length;
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) });
  expect(out).toContain(`300 products, ${stored.toLocaleString("en-GB")} touchpoints`);
  expect(await dataSource.query("select count(*)::int as count from touchpoint")).toEqual([{ count: stored }]);
  const refused = await dataSource.query(
    "select count(*)::int as count from touchpoint where message_id like '%spoilt'",
  );
  expect(refused).toEqual([{ count: 0 }]);
  const kinds = (await readFile(truth, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).kind);
  const people = lives.flatMap((life) => life.people).length;
  expect(
    Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length])),
  ).toEqual({
    shop: 1,
    channel: 4,
    person: people,
    ...(blemishes.length > 0 ? { blemish: blemishes.length } : {}),
    product: 300,
  });
});

test("prices, costs, offers and pictures of the catalogue are there, and it says that it is simulated", async () => {
  const database = await aDatabase();

  await fill(database);

  const [counts] = await database.dataSource.query(`
    select count(*)::int as products, count(distinct p.category)::int as categories,
      bool_and(p.cost < p.price * 1.2) as costed, bool_and(p.image_url like 'data:image/svg+xml,%') as pictured,
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
  const half = await contentOf(cut.dataSource);

  await fill(cut, { settings: settings({ seed: 9, customers: 500 }) });

  const all = await contentOf(whole.dataSource);
  expect(half.length).toBeGreaterThan(0);
  expect(half.length).toBeLessThan(all.length);
  expect(await contentOf(cut.dataSource)).toEqual(all);
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
    err: "tributary: the database holds a shop already; a demo shop needs an empty one\n",
  });
  expect(await database.dataSource.query("select count(*)::int as count from product")).toEqual([{ count: 1 }]);
});

test.each([
  [["--customers", "few"], "It is a whole number from 10 to 1000000."],
  [["--months", "0"], "It is a whole number from 2 to 60."],
  [["--until", "soon"], "It is a moment such as 2026-06-15T12:00Z."],
])("the command refuses %j", async (args, message) => {
  const { code, err } = await tributary(["demo", ...args], {});

  expect(code).toBe(1);
  expect(err).toContain(message);
});
