import "reflect-metadata";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { OPERATORS } from "../../src/segments/operators/index.ts";
import { meets, type Rule } from "../reading/oracle/rules.ts";
import { readTables, type Tables } from "../reading/oracle/tables.ts";
import { idOf } from "../reading/oracle/things.ts";
import { aRichShop } from "../reading/ways/world.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { rowsAt } from "./rows-at.ts";
import { conditions, type RulePools, rules } from "./rules.ts";
import { aSegment } from "./segments.ts";

const EACH = 120;
const NESTED = 300;

/** A shop with refunds, late and repeated events, and some segments; nothing is changed by what is asked of it. */
async function aShop() {
  const app = await startApp();
  await aRichShop(app);
  const [ada] = await app.dataSource.query("select customer_id::text as id from identity where value = 'ada'");
  await aSegment(app, { rule: { identity: "USER_ID" } });
  await aSegment(app, { customerIds: [idOf("cus", ada.id)] });
  await app.settle();
  const tables = await readTables(app.dataSource);
  return { app, tables };
}

function poolsOf({ segments, products, touchpoints }: Tables): RulePools {
  return {
    segments: segments.map(({ id }) => idOf("seg", id)),
    products: products.map(({ id }) => idOf("prd", id)),
    categories: ["Home", "Home > Kitchen", "Homeware", "100% _odd\\", "home"],
    moments: ["2026-06-01T02:00:00+02:00", "2026-06-15T12:00:00.000Z", "2026-04-26T12:00:00Z", "2025-06-15T12:00:00Z"],
    types: [...new Set(touchpoints.map(({ type }) => type))],
  };
}

const LIST = "query ($filter: SegmentRuleInput) { customers(first: 100, filter: $filter) { nodes { id } totalCount } }";

async function chosenBySql(app: TestApp, filter: Rule): Promise<string[]> {
  const { customers } = await app.query(LIST, { filter });
  expect(customers.totalCount).toBe(customers.nodes.length);
  return customers.nodes.map(({ id }: { id: string }) => id).sort();
}

const chosenInMemory = (tables: Tables, rule: Rule): string[] =>
  tables.customers
    .filter((row) => row.merged_into === null && row.erased_at === null && meets(rule, row, rowsAt(tables, NOW)))
    .map(({ id }) => idOf("cus", id))
    .sort();

test("every operator is a file, and a line in their list", () => {
  const files = readdirSync("src/segments/operators").filter((file) => file !== "index.ts");

  expect(files.sort()).toEqual(OPERATORS.map(({ name }) => `${name}.ts`).sort());
});

test("each operator and whatever is nested of them choose the very customers that a look at every row chooses", async () => {
  const { app, tables } = await aShop();
  const pools = poolsOf(tables);
  const kinds = { ...conditions(pools), nested: rules(pools) };
  const told: Record<string, number> = {};

  for (const [kind, arbitrary] of Object.entries(kinds)) {
    let telling = 0;
    const property = fc.asyncProperty(arbitrary, async (rule) => {
      const expected = chosenInMemory(tables, rule);

      expect(await chosenBySql(app, rule), JSON.stringify(rule)).toEqual(expected);
      if (expected.length > 0 && expected.length < tables.customers.length - 2) telling += 1;
    });
    await fc.assert(property, { numRuns: kind === "nested" ? NESTED : EACH, seed: 8 });
    told[kind] = telling;
  }

  expect(Object.keys(told)).toEqual([...OPERATORS.map(({ name }) => name), "nested"]);
  // What is drawn must not grow poor: rules that choose some and not all.
  expect(Object.entries(told).filter(([, telling]) => telling < 20)).toEqual([]);
});
