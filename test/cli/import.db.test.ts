import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aFolder, aUsedDataFolder, run, start, tributary } from "../support/command.ts";

const MAP = `
source: { name: Till, prefix: till }
skip:
  - { reason: nobody, when: { column: customer, empty: true } }
touchpoint:
  group: receipt
  channel: IN_STORE
  type: ORDER_COMPLETED
  occurredAt: { column: at, zone: Europe/London }
  identities: { USER_ID: customer }
  order:
    orderNumber: receipt
    line: { sku: sku, quantity: units, unitPrice: { amount: price, currency: GBP } }
  customer: { country: country }
`;

const ROWS = `receipt,at,customer,sku,units,price,country
R1,2026-05-01T10:00:00,ada,mug,2,10.00,GB
R1,2026-05-01T10:00:00,ada,plate,1,4.005,GB
R2,2026-05-02T10:00:00,,mug,1,10.00,GB
R3,2026-05-03T10:00:00,bob,mug,one,10.00,GB
R4,2026-05-04T10:00:00,bob,mug,1,10.00,Britain
R5,2026-05-05T10:00:00,bob,mug,3,9.50,FR
`;

const CUSTOMERS = `{ customers { totalCount nodes {
  country identities { value } profile { orderCount totalSpent { amount currency } }
  orders { nodes { orderNumber placedAt lines { quantity product { sku } } } }
} } }`;

async function aTill(rows = ROWS): Promise<{ folder: string; args: string[] }> {
  const folder = await aFolder();
  await writeFile(join(folder, "till.csv"), rows);
  await writeFile(join(folder, "map.yaml"), MAP);
  return { folder, args: ["import", "till.csv", "--map", "map.yaml"] };
}

const figures = (out: string): string => out.replace(/\n[\d.]+ seconds, .*\n$/, "");

test("a file comes in with every row accounted for, and the API shows it", async () => {
  const app = await startApp();
  const { folder, args } = await aTill();

  const { code, out } = await tributary(args, { DATABASE_URL: app.databaseUrl }, folder);

  expect(figures(out)).toBe(`6 rows read
  3 imported
    3 as 2 ORDER_COMPLETED
  0 imported before
  1 skipped
    1: nobody
  2 rejected
    1: column "units" (touchpoint.order.line.quantity): "one" is not a whole number such as 12
    1: country is "Britain"; it is an ISO 3166-1 alpha-2 code such as GB
  the rejected rows are in till.csv.rejected.csv`);
  expect(code).toBe(0);
  expect((await app.query(CUSTOMERS)).customers).toEqual({
    totalCount: 2,
    nodes: [
      {
        country: "FR",
        identities: [{ value: "bob" }],
        profile: { orderCount: 1, totalSpent: { amount: "28.50", currency: "GBP" } },
        orders: {
          nodes: [
            {
              orderNumber: "R5",
              placedAt: "2026-05-05T09:00:00.000Z",
              lines: [{ quantity: 3, product: { sku: "mug" } }],
            },
          ],
        },
      },
      {
        country: "GB",
        identities: [{ value: "ada" }],
        profile: { orderCount: 1, totalSpent: { amount: "24.005", currency: "GBP" } },
        orders: {
          nodes: [
            {
              orderNumber: "R1",
              placedAt: "2026-05-01T09:00:00.000Z",
              lines: [
                { quantity: 2, product: { sku: "mug" } },
                { quantity: 1, product: { sku: "plate" } },
              ],
            },
          ],
        },
      },
    ],
  });
});

test("rows of people who allow no analytics are counted as not kept, and leave nothing", async () => {
  const app = await startApp();
  const { folder, args } = await aTill("at,customer\n2026-05-01T10:00:00,ada\n2026-05-02T10:00:00,bob\n");
  const visits = `source: { name: Door, prefix: door }
touchpoint: { messageId: { template: "{customer}-{at}" }, channel: IN_STORE, type: STORE_VISITED, occurredAt: { column: at, zone: UTC }, identities: { USER_ID: customer } }`;
  await writeFile(join(folder, "map.yaml"), visits);

  const { out } = await tributary(args, { DATABASE_URL: app.databaseUrl, CONSENT_ASSUMED: "none" }, folder);

  expect(figures(out).split("\n")).toEqual([
    "2 rows read",
    "  0 imported",
    "  0 imported before",
    "  2 not kept: analytics refused, or do-not-track",
  ]);
  expect(await app.query("{ customers { totalCount } }")).toEqual({ customers: { totalCount: 0 } });
});

test("rejected rows go to a file with their number and reason", async () => {
  const app = await startApp();
  const { folder, args } = await aTill();

  await tributary(args, { DATABASE_URL: app.databaseUrl }, folder);

  const rejected = await readFile(join(folder, "till.csv.rejected.csv"), "utf8");
  expect(rejected.split("\r\n").slice(0, 2)).toEqual([
    "row,reason,values",
    `5,"column ""units"" (touchpoint.order.line.quantity): ""one"" is not a whole number such as 12","{""receipt"":""R3"",""at"":""2026-05-03T10:00:00"",""customer"":""bob"",""sku"":""mug"",""units"":""one"",""price"":""10.00"",""country"":""GB""}"`,
  ]);
});

test("the same import run again changes nothing", async () => {
  const app = await startApp();
  const { folder, args } = await aTill();
  await tributary(args, { DATABASE_URL: app.databaseUrl }, folder);
  const before = await app.query(CUSTOMERS);

  const { out } = await tributary(args, { DATABASE_URL: app.databaseUrl }, folder);

  expect(figures(out).split("\n").slice(0, 3)).toEqual(["6 rows read", "  0 imported", "  3 imported before"]);
  expect(await app.query(CUSTOMERS)).toEqual(before);
});

test("a dry run tells the same and writes nothing", async () => {
  const app = await startApp();
  const { folder, args } = await aTill();

  const { out } = await tributary([...args, "--dry-run"], {}, folder);

  expect(figures(out).split("\n").slice(0, 2)).toEqual(["6 rows read", "  3 would be imported"]);
  expect((await app.query(CUSTOMERS)).customers.totalCount).toBe(0);
});

test("a wrong map is refused with every fault, and without a stack", async () => {
  const { folder, args } = await aTill();
  await writeFile(join(folder, "map.yaml"), MAP.replace("IN_STORE", "TILL").replace("units", "unit"));

  const { code, out, err } = await tributary([...args, "--dry-run"], {}, folder);

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).not.toContain(" at ");
  expect(err).toContain("TILL");
});

test("exchange rates come from a file, and an amount in another currency counts in the shop's", async () => {
  const app = await startApp();
  const { folder, args } = await aTill(ROWS.split("\n").slice(0, 2).join("\n"));
  await tributary(args, { DATABASE_URL: app.databaseUrl }, folder);
  await writeFile(join(folder, "rates.csv"), "date,currency,rate\n2026-05-01,EUR,0.85\n");

  const { out } = await tributary(["rates", "rates.csv"], { DATABASE_URL: app.databaseUrl }, folder);

  expect(out).toBe("1 rates stored\n");
  await writeFile(join(folder, "map.yaml"), MAP.replace("GBP", "EUR").replace("prefix: till", "prefix: euro"));
  await writeFile(join(folder, "till.csv"), ROWS.split("\n").slice(0, 2).join("\n").replace("R1", "E1"));
  await tributary(args, { DATABASE_URL: app.databaseUrl }, folder);
  const { customers } = await app.query("{ customers { nodes { profile { totalSpent { amount currency } } } } }");
  expect(customers.nodes).toEqual([{ profile: { totalSpent: { amount: "37.00", currency: "GBP" } } }]);
});

test("a key made by the command has the role it was made for", async () => {
  const app = await startApp();

  const { out } = await tributary(["key", "dashboards", "--role", "ANALYST"], { DATABASE_URL: app.databaseUrl });

  const { data } = await app.send("{ viewer { name roles } }", {}, { key: out.trim() });
  expect(data).toEqual({ viewer: { name: "dashboards", roles: ["ANALYST"] } });
});

test("an import that was killed is run again and loses nothing and doubles nothing", async () => {
  const app = await startApp();
  const receipts = Array.from({ length: 8000 }, (_, n) => `K${n},2026-05-01T10:00:00,customer${n % 50},mug,1,1.00,GB`);
  const { folder, args } = await aTill(`${ROWS.split("\n")[0]}\n${receipts.join("\n")}\n`);
  const env = { DATABASE_URL: app.databaseUrl };
  const killed = run([`${import.meta.dirname}/../../bin/tributary.mjs`, ...args], env, folder);
  while ((await app.query("{ touchpoints(first: 0) { totalCount } }")).touchpoints.totalCount === 0) await sleep(10);
  killed.process.kill("SIGKILL");
  await killed.ended;

  const { out } = await tributary(args, env, folder);

  const [, imported, before] = /\n {2}([\d,]+) imported\n[\s\S]*\n {2}([\d,]+) imported before/.exec(out) ?? [];
  const number = (text = "") => Number(text.replace(",", ""));
  expect(number(before)).toBeGreaterThan(0);
  expect(number(imported) + number(before)).toBe(8000);
  const { customers } = await app.query(CUSTOMERS.replace("{ totalCount", "(first: 50) { totalCount"));
  expect(customers.totalCount).toBe(50);
  const profile = { orderCount: 160, totalSpent: { amount: "160.00", currency: "GBP" } };
  expect(customers.nodes.map((node: { profile: object }) => node.profile)).toEqual(Array(50).fill(profile));
});

test("an import beside a running server joins its database", async () => {
  const { folder, args } = await aTill();
  const env = {
    TRIBUTARY_DATA: await aUsedDataFolder(),
    PORT: "0",
    ADMIN_API_KEY: "an-admin-key-of-more-than-32-characters",
  };
  const server = start(env);
  const [, url = ""] = /at (\S+) /.exec(await server.printed("Tributary is at ")) ?? [];

  const { code } = await tributary(args, env, folder);

  expect(code).toBe(0);
  const headers = { authorization: `Bearer ${env.ADMIN_API_KEY}`, "content-type": "application/json" };
  const body = '{"query":"{ customers { totalCount } }"}';
  const answer = await fetch(url, { method: "POST", headers, body });
  expect(await answer.json()).toEqual({ data: { customers: { totalCount: 2 } } });
});

test("an import whose database goes away ends with a sentence and none of what it was writing", async () => {
  const receipts = Array.from({ length: 8000 }, (_, n) => `K${n},2026-05-01T10:00:00,customer${n % 50},mug,1,1.00,GB`);
  const { folder, args } = await aTill(`${ROWS.split("\n")[0]}\n${receipts.join("\n")}\n`);
  const env = {
    TRIBUTARY_DATA: await aUsedDataFolder(),
    PORT: "0",
    ADMIN_API_KEY: "an-admin-key-of-more-than-32-characters",
  };
  const server = start(env);
  const [, url = ""] = /at (\S+) /.exec(await server.printed("Tributary is at ")) ?? [];
  const imported = run([`${import.meta.dirname}/../../bin/tributary.mjs`, ...args], env, folder);
  const headers = { authorization: `Bearer ${env.ADMIN_API_KEY}`, "content-type": "application/json" };
  const body = '{"query":"{ touchpoints(first: 0) { totalCount } }"}';
  for (let count = 0; count === 0; await sleep(10)) {
    const answer = await fetch(url, { method: "POST", headers, body });
    count = ((await answer.json()) as { data: { touchpoints: { totalCount: number } } }).data.touchpoints.totalCount;
  }

  server.process.kill("SIGTERM");

  expect((await server.ended).code).toBe(0);
  const { code, err } = await imported.ended;
  expect(code).toBe(1);
  expect(err).toContain(
    "tributary: the database has gone away; what was finished is kept, and the same command can be run again\n",
  );
  expect(err).not.toMatch(/parameters|customer\d| {4}at /);
});
