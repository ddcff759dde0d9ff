import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aTouchpoint } from "../support/builders.ts";

const nested = (size: number) =>
  `{ customers(first: ${size}) { nodes { touchpoints(first: ${size}) { nodes { customer { touchpoints(first: ${size}) { nodes { id } } } } } } } }`;

test("pages inside pages multiply, and what asks for too many rows is refused before it runs", async () => {
  const app = await startApp();
  app.statements();

  const { errors } = await app.send(nested(100));

  expect(errors).toMatchObject([
    {
      message: "The operation asks for up to 1010100 rows; at most 100000.",
      extensions: { code: "LIMIT_EXCEEDED", limit: 100_000, value: 1_010_100 },
    },
  ]);
  expect(app.statements()).toEqual([]);
});

test("pages inside pages that stay within the limit are answered", async () => {
  const app = await startApp();

  expect(await app.query(nested(20))).toEqual({ customers: { nodes: [] } });
});

const PAGES = "touchpoints(first: 100) { nodes { customer { orders(first: 100) { nodes { id } } } } }";
const WRITE = `mutation ($input: RecordTouchpointsInput!) {
  recordTouchpoints(input: $input) { outcomes { customer { ${PAGES} } } }
}`;

test.each<[string, string, object, number]>([
  [
    "things looked up by their ids",
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { ${PAGES} } } }`,
    { ids: manyIds(50) },
    505_050,
  ],
  [
    "products that sell",
    `{ trendingProducts(first: 20) { product { similar: priceHistory { from } } score } customers { nodes { ${PAGES} } } }`,
    {},
    202_040,
  ],
  ["what was recorded", WRITE, { input: { touchpoints: Array.from({ length: 40 }, () => aTouchpoint()) } }, 404_040],
])("pages inside %s multiply like pages inside pages", async (_name, operation, variables, rows) => {
  const app = await startApp();

  const { errors } = await app.send(operation, variables);

  expect(errors).toMatchObject([{ extensions: { code: "LIMIT_EXCEEDED", limit: 100_000, value: rows } }]);
  expect(app.statements()).toEqual([]);
});

function manyIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `cus_${index.toString(16).padStart(32, "0")}`);
}
