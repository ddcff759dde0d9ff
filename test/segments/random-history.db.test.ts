import "reflect-metadata";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Rebuilt, rebuildMemberships } from "../../src/segments/index.ts";
import { meets, type Rule } from "../reading/oracle/rules.ts";
import { readTables, type Tables } from "../reading/oracle/tables.ts";
import { idOf } from "../reading/oracle/things.ts";
import { NOW, startApp } from "../support/app.ts";
import { type Act, acts, CATEGORIES, pauses, SKUS, TYPES } from "./history.ts";
import { rowsAt } from "./rows-at.ts";
import { conditions, rules } from "./rules.ts";
import { aSegment } from "./segments.ts";

const [SEGMENTS, STEPS] = [50, 60];

const PRODUCTS = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { products { id } } }";

const drawn = <Value>(arbitrary: fc.Arbitrary<Value>, count: number, seed: number): Value[] =>
  fc.sample(arbitrary, { numRuns: count, seed });

/** Scores of RFM are by cut points of another moment; they have a test of their own. */
const isOfRfm = (rule: Rule): boolean => JSON.stringify(rule).includes("RFM_");

const members = ({ memberships, customers }: Tables, segment: string): string[] =>
  memberships
    .filter(({ segment_id }) => idOf("seg", segment_id) === segment)
    .map(({ customer_id }) => customers.findIndex(({ id }) => id === customer_id))
    .sort((left, right) => left - right)
    .map(String);

test.each([1, 2])(
  "after a random history (%i) members are who the rules choose, and a rebuild moves nobody",
  async (seed) => {
    const app = await startApp();
    const made: { id: string; rule: Rule }[] = [];
    const { upsertProducts } = await app.query(PRODUCTS, { input: { products: SKUS.map((sku) => ({ sku })) } });
    const products: string[] = upsertProducts.products.map(({ id }: { id: string }) => id);
    const pools = { products, categories: CATEGORIES, moments: ["2026-06-14T12:00:00Z"], types: TYPES };
    const list = await aSegment(app, { customerIds: [] });
    const drawnRules = drawn(
      fc.oneof(
        rules({ ...pools, segments: [list] }),
        conditions({ ...pools, segments: [list] })["behaviour"] ?? fc.constant({}),
      ),
      3 * SEGMENTS,
      seed,
    ).filter((rule) => !isOfRfm(rule));
    for (const [place, rule] of drawnRules.slice(0, SEGMENTS).entries()) {
      // Every fifth reads the one before it: whoever moves there may move here.
      const before = made.at(-1)?.id;
      const whole = place % 5 === 4 && before !== undefined ? { any: [{ segment: before }, rule] } : rule;
      made.push({ id: await aSegment(app, { rule: whole }), rule: whole });
    }
    const steps = drawn(fc.tuple(fc.array(acts, { minLength: 1, maxLength: 3 }), pauses), STEPS, seed);
    let now = NOW;
    let moved = 0;

    for (const [happens, pause] of steps) {
      now = new Date(now.getTime() + pause);
      app.setNow(now);
      for (const act of happens as Act[]) await act(app, now);
      await app.settle();
      const tables = await readTables(app.dataSource);
      const things = rowsAt(tables, now);
      for (const { id, rule } of made) {
        const chosen = tables.customers.flatMap((row, place) => (meets(rule, row, things) ? [String(place)] : []));
        expect(members(tables, id), `${JSON.stringify(rule)} at ${now.toISOString()}`).toEqual(chosen);
      }
      moved = tables.membershipChanges.length;
    }
    const rebuilt: Rebuilt[] = [];
    for await (const segment of rebuildMemberships(app.dataSource, () => now)) rebuilt.push(segment);

    expect(moved).toBeGreaterThan(300);
    expect(rebuilt.filter(({ entered, left }) => entered + left > 0)).toEqual([]);
    expect(rebuilt.length).toBeGreaterThanOrEqual(SEGMENTS);
  },
);
