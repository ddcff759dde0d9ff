import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aSegment, CREATE, preview } from "./segments.ts";

type Rule = Readonly<Record<string, unknown>>;

const did = (more: object): Rule => ({ behaviour: { did: "PAGE_VIEWED", ...more } });
const trait = (more: object): Rule => ({ trait: { name: "country", ...more } });
const profile = (name: string, more: object): Rule => ({ profile: { name, ...more } });

/** What a rule is refused for: where, and why. */
const FAULTS: readonly [Rule, string, string][] = [
  [{ all: [] }, "all", "all: is empty: give one rule at least"],
  [{ not: { any: [] } }, "not any", "any: is empty: give one rule at least"],
  [trait({ is: "EQUAL" }), "trait value", "value: EQUAL needs a value"],
  [trait({ is: "EQUAL", value: null }), "trait value", "value: EQUAL needs a value"],
  [
    trait({ is: "EQUAL", value: ["GB"] }),
    "trait value",
    "value: is text, a number or a boolean; a list goes into values",
  ],
  [trait({ is: "EQUAL", value: 3 }), "trait value", 'value: is 3; it is text such as "GB"'],
  [trait({ is: "IN", value: "GB" }), "trait value", "value: IN takes no value; give values"],
  [trait({ is: "IN", values: [] }), "trait values", "values: IN needs values, one at least"],
  [
    trait({ is: "BETWEEN", values: ["A"] }),
    "trait values",
    "values: BETWEEN needs two values, the lower and the upper one",
  ],
  [trait({ is: "EXISTS", value: "GB" }), "trait value", "value: EXISTS takes no value"],
  [trait({ is: "IN", values: ["GB", 1] }), "trait values 1", 'values.1: is 1; it is text such as "GB"'],
  [{ trait: { name: " ", is: "EXISTS" } }, "trait name", "name: is empty; it is a name such as country"],
  [
    { trait: { name: "vip", is: "MORE_THAN", value: true } },
    "trait value",
    "value: is true; MORE_THAN needs a number or text",
  ],
  [{ trait: { name: "vip", is: "STARTS_WITH", value: 1 } }, "trait value", "value: is 1; STARTS_WITH needs text"],
  [
    { trait: { name: "lastSeenAt", is: "AT_LEAST", value: "yesterday" } },
    "trait value",
    'value: is "yesterday"; it is a moment such as "2026-03-01T09:30:00Z"',
  ],
  [
    profile("ORDER_COUNT", { is: "AT_LEAST", value: "many" }),
    "profile value",
    'value: is "many"; it is a number such as 2',
  ],
  [profile("ORDER_COUNT", { is: "CONTAINS", value: 1 }), "profile value", "value: CONTAINS is for text"],
  [profile("FAVOURITE_CATEGORY", { is: "EQUAL", value: 1 }), "profile value", 'value: is 1; it is text such as "GB"'],
  [
    did({ countIs: "BETWEEN" }),
    "behaviour countIs",
    "countIs: is BETWEEN; it is one of EQUAL, NOT_EQUAL, MORE_THAN, AT_LEAST, LESS_THAN, AT_MOST",
  ],
  [did({ count: -1 }), "behaviour count", "count: is -1; it is 0 to 1000000"],
  [did({ channel: [] }), "behaviour channel", "channel: is empty; leave it out for every channel"],
  [did({ productIds: ["sku-1"] }), "behaviour productIds 0", 'productIds.0: "sku-1" is no product\'s id'],
  [did({ valueAtLeast: "-1" }), "behaviour valueAtLeast", "valueAtLeast: is -1; it is 0 or more"],
  [did({ within: { lastDays: 0 } }), "behaviour within lastDays", "lastDays: is 0; it is 1 to 36500 days"],
  [
    did({ within: { lastDays: 7, moreThanDaysAgo: 7 } }),
    "behaviour within",
    "within: the last 7 days end before 7 days ago: lastDays is the larger one",
  ],
  [
    did({ within: { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" } }),
    "behaviour within to",
    "to: ends before it begins: to is after from",
  ],
  [
    did({ thenWithinHours: 5 }),
    "behaviour thenWithinHours",
    "thenWithinHours: says when something follows; give then, what follows",
  ],
  [did({ properties: [{ name: "a", is: "EQUAL" }] }), "behaviour properties 0 value", "value: EQUAL needs a value"],
  [{ segment: "vip" }, "segment", 'segment: "vip" is no segment\'s id'],
  [{ segment: `seg_${"0".repeat(32)}` }, "", `rule: there is no segment seg_${"0".repeat(32)}`],
  [did({ productIds: [`prd_${"0".repeat(32)}`] }), "", `rule: there is no product prd_${"0".repeat(32)}`],
];

const refusedBy = async (app: TestApp, rule: Rule) => {
  const { createSegment } = await app.query(CREATE, { input: { key: "a", name: "A", rule } });
  return createSegment;
};

test("a rule with a fault is refused by a preview and by a segment alike, with the place and what would be right", async () => {
  const app = await startApp();

  for (const [rule, place, message] of FAULTS) {
    const path = place === "" ? [] : place.split(" ");
    const { errors } = await preview(app, rule);
    const { segment, userErrors } = await refusedBy(app, rule);

    expect(
      errors?.map((error) => [error.message, error.extensions]),
      JSON.stringify(rule),
    ).toEqual([[message, { code: "BAD_USER_INPUT", path: ["previewSegment", "rule", ...path] }]]);
    expect(segment).toBeNull();
    expect(userErrors[0], JSON.stringify(rule)).toEqual({ code: "INVALID", message, path: ["input", "rule", ...path] });
  }

  expect(await app.dataSource.query("select count(*)::int as n from segment where key = 'a'")).toEqual([{ n: 0 }]);
});

const nested = (levels: number): Rule => (levels === 0 ? trait({ is: "EXISTS" }) : { not: nested(levels - 1) });
const chain = (steps: number): Rule => ({
  did: "PAGE_VIEWED",
  // biome-ignore lint/suspicious/noThenProperty: the API's name
  ...(steps === 0 ? {} : { then: chain(steps - 1) }),
});

test.each<[string, Rule, string, number, number]>([
  ["deep", nested(10), "rule: is nested 11 deep; at most 10", 11, 10],
  [
    "wide",
    { any: Array.from({ length: 101 }, () => trait({ is: "EXISTS" })) },
    "rule: has 101 conditions; at most 100",
    101,
    100,
  ],
  ["long", { behaviour: chain(4) }, "then: is step 5 of a row; at most 4", 5, 4],
  [
    "full",
    trait({ is: "IN", values: Array.from({ length: 1001 }, (_, index) => `${index}`) }),
    "values: has 1001 values; at most 1000",
    1001,
    1000,
  ],
])(
  "a rule that is too %s is refused with what there is and how much may be",
  async (_what, rule, message, value, limit) => {
    const app = await startApp();

    const { errors } = await preview(app, rule);
    const { userErrors } = await refusedBy(app, rule);
    const filtered = await app.send("query ($filter: SegmentRuleInput) { customers(filter: $filter) { totalCount } }", {
      filter: rule,
    });

    expect(errors?.map((error) => [error.message, error.extensions])).toEqual([
      [message, { code: "LIMIT_EXCEEDED", limit, value }],
    ]);
    expect(filtered.errors?.[0]?.message).toBe(message);
    expect(userErrors.map(({ code, message: told }: { code: string; message: string }) => [code, told])).toEqual([
      ["TOO_LARGE", message],
    ]);
  },
);

test("a rule that takes too long is refused, and nothing of it stays", async () => {
  const app = await startApp();
  await record(app, aTouchpoint());
  const holder = app.dataSource.createQueryRunner();
  await holder.startTransaction();
  await holder.query("lock table touchpoint in access exclusive mode"); // whoever reads it now waits for ever

  const [{ errors }, { segment, userErrors }] = await Promise.all([preview(app, did({})), refusedBy(app, did({}))]);
  await holder.rollbackTransaction();
  await holder.release();

  const message =
    "rule: takes longer than 10 seconds in this shop; ask for fewer conditions, shorter windows or fewer steps that follow each other";
  expect(errors?.map((error) => [error.message, error.extensions])).toEqual([
    [message, { code: "TIMEOUT", limit: 10_000 }],
  ]);
  expect(segment).toBeNull();
  expect(userErrors).toEqual([{ code: "TOO_LARGE", message, path: ["input", "rule"] }]);
  expect(await app.dataSource.query("select count(*)::int as n from segment where key = 'a'")).toEqual([{ n: 0 }]);
});

test("one arm is given, neither none nor two: the schema says so", async () => {
  const app = await startApp();
  const asked = (rule: string) => app.send(`{ previewSegment(rule: ${rule}) { size } }`);
  const byVariable = (rule: object) => preview(app, rule);

  const answers = [
    await asked("{}"),
    await asked('{ identity: EMAIL, segment: "x" }'),
    await byVariable({}),
    await byVariable({ identity: "EMAIL", not: { identity: "PHONE" } }),
    await byVariable({ identity: null }),
  ];

  expect(answers.map(({ errors }) => errors?.[0]?.extensions["code"])).toEqual([
    "GRAPHQL_VALIDATION_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "BAD_USER_INPUT",
    "BAD_USER_INPUT",
  ]);
});

const SENTENCES: readonly [Rule, string][] = [
  [trait({ is: "EQUAL", value: "GB" }), 'Customers whose country is "GB".'],
  [trait({ is: "IN", values: ["GB", "IE", "FR"] }), 'Customers whose country is one of "GB", "IE" or "FR".'],
  [trait({ is: "NOT_EXISTS" }), "Customers whose country is not known."],
  [
    profile("TOTAL_SPENT", { is: "BETWEEN", values: [10, "20.50"] }),
    'Customers whose total spent is between 10 and "20.50".',
  ],
  [did({}), "Customers who viewed a page."],
  [did({ countIs: "AT_MOST", count: 0 }), "Customers who viewed a page never."],
  [
    {
      behaviour: {
        did: "ORDER_COMPLETED",
        channel: ["WEB", "EMAIL"],
        category: "Home",
        countIs: "AT_LEAST",
        count: 2,
        valueAtLeast: "19.90",
        within: { lastDays: 30 },
      },
    },
    'Customers who placed an order on WEB or EMAIL of the category "Home" worth at least 19.90 at least twice in the last 30 days.',
  ],
  [
    {
      behaviour: {
        did: "PRODUCT_ADDED",
        within: { moreThanDaysAgo: 1 },
        // biome-ignore lint/suspicious/noThenProperty: the API's name
        then: { did: "ORDER_COMPLETED", countIs: "EQUAL", count: 0 },
        thenWithinHours: 24,
      },
    },
    "Customers who added a product to the cart more than 1 day ago, each followed within 24 hours by this: placed an order never.",
  ],
  [
    { all: [did({}), { any: [trait({ is: "EXISTS" }), { not: { identity: "EMAIL" } }] }] },
    "Customers who viewed a page and (whose country is known or not (who have an identifier of the kind EMAIL)).",
  ],
  [
    { consent: { purpose: "MARKETING", channel: "EMAIL", status: "GRANTED" } },
    "Customers whose last word on MARKETING on EMAIL is GRANTED.",
  ],
];

test("a rule reads as a sentence", async () => {
  const app = await startApp();
  const told: string[] = [];

  for (const [rule] of SENTENCES) told.push((await preview(app, rule)).data.previewSegment.ruleText);

  expect(told).toEqual(SENTENCES.map(([, sentence]) => sentence));
});

test("a sentence calls segments by their keys and products by their skus", async () => {
  const app = await startApp();
  const vip = await aSegment(app, { key: "vip", rule: did({}) });
  const { upsertProducts } = await app.query(
    'mutation { upsertProducts(input: { products: [{ sku: "mug" }] }) { products { id } } }',
  );

  const rule = { all: [{ segment: vip }, did({ productIds: [upsertProducts.products[0].id] })] };
  const { data } = await preview(app, rule);

  expect(data.previewSegment.ruleText).toBe(
    'Customers who are in the segment "vip" and who viewed a page of the product "mug".',
  );
});
