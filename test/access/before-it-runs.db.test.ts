import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import type { ROLES } from "./matrix.ts";

type Role = (typeof ROLES)[number];

/** Lets the role's key be known, so that statements are those of the operation alone. */
async function known(app: TestApp, role: Role): Promise<void> {
  await app.query("{ viewer { name } }", {}, role);
  app.statements();
}

const COUNTS = "{ touchpoints { totalCount } customers { totalCount } products { totalCount } }";
const NOTHING = { touchpoints: { totalCount: 0 }, customers: { totalCount: 0 }, products: { totalCount: 0 } };

const anonymous = (messageId: string) =>
  aTouchpoint({ messageId, identities: [{ kind: "ANONYMOUS_ID", value: "visitor" }] });

test.each<[string, Role, string]>([
  [
    "a field that is refused",
    "ANALYST",
    'mutation M { upsertProducts(input: { products: [{ sku: "a" }] }) { products { id } } }',
  ],
  [
    "an answer that is refused",
    "INGEST",
    'mutation M { upsertProducts(input: { products: [{ sku: "a" }] }) { products { name } } }',
  ],
  [
    "a refused one after an allowed one",
    "STOREFRONT",
    `mutation M($ok: RecordTouchpointsInput!) {
    recordTouchpoints(input: $ok) { outcomes { status } } upsertProducts(input: { products: [{ sku: "a" }] }) { products { id } } }`,
  ],
  [
    "a touchpoint of a known person after a visitor's",
    "STOREFRONT",
    `mutation M($ok: RecordTouchpointsInput!, $bad: RecordTouchpointsInput!) {
    a: recordTouchpoints(input: $ok) { outcomes { status } } b: recordTouchpoints(input: $bad) { outcomes { status } } }`,
  ],
  [
    "a touchpoint of a known person among a visitor's",
    "STOREFRONT",
    `mutation M($mixed: RecordTouchpointsInput!) {
    recordTouchpoints(input: $mixed) { outcomes { status } } }`,
  ],
  [
    "a refused answer in a fragment",
    "INGEST",
    `mutation M($ok: RecordTouchpointsInput!) { ...f }
    fragment f on Mutation { recordTouchpoints(input: $ok) { outcomes { ...o } } } fragment o on TouchpointOutcome { customer { email } }`,
  ],
])("%s writes nothing, and no statement is sent", async (_name, role, operation) => {
  const app = await startApp();
  await known(app, role);
  const [ok, bad] = [anonymous("ok"), aTouchpoint({ messageId: "bad" })];
  const variables = { ok: { touchpoints: [ok] }, bad: { touchpoints: [bad] }, mixed: { touchpoints: [ok, bad] } };

  const { errors, data } = await app.send(operation, variables, role);

  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "FORBIDDEN" }]);
  expect(data).toBeUndefined();
  expect(app.statements()).toEqual([]);
  expect(await app.query(COUNTS)).toEqual(NOTHING);
});

const SMUGGLED: readonly [string, string][] = [
  ["beside what is allowed", "{ shop { name } customers { totalCount } }"],
  ["under an alias", "{ shop: customers { totalCount } }"],
  ["in an inline fragment", "{ ... on Query { ... { customers { totalCount } } } }"],
  ["in a named fragment", "{ ...a } fragment a on Query { ...b } fragment b on Query { customers { totalCount } }"],
  ["included by a variable", "query ($yes: Boolean = true) { customers @include(if: $yes) { totalCount } }"],
  [
    "not skipped by a variable",
    "query ($yes: Boolean = true, $no: Boolean = false) { customers @skip(if: $no) @include(if: $yes) { totalCount } }",
  ],
  ["merged into what is allowed", '{ product(sku: "a") { sku } product(sku: "a") { cost { amount } } }'],
  ["on a type that the id is not of", '{ node(id: "x") { ... on Customer { email } } }'],
  ["below an interface", '{ nodes(ids: ["x"]) { id ... on Node { ... on Order { orderNumber } } } }'],
  ["in one of several operations", "query A { customers { totalCount } }"],
  ["where there is nothing", '{ product(sku: "none") { competitorOffers { url } } }'],
];

test.each(SMUGGLED)("a storefront is refused what is not for it: %s", async (_name, operation) => {
  const app = await startApp();
  await known(app, "STOREFRONT");

  const { errors, data } = await app.send(operation, { yes: true, no: false }, "STOREFRONT");

  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "FORBIDDEN" }]);
  expect(data).toBeUndefined();
  expect(app.statements()).toEqual([]);
});

test("what a directive leaves out is not asked for, and so is not refused", async () => {
  const app = await startApp();
  const operation = "query ($yes: Boolean!) { shop { name } customers @include(if: $yes) { totalCount } }";

  const without = await app.query(operation, { yes: false }, "STOREFRONT");
  const withIt = await app.send(operation, { yes: true }, "STOREFRONT");

  expect(without).toEqual({ shop: { name: "Test shop" } });
  expect(withIt.errors?.[0]?.extensions).toEqual({ code: "FORBIDDEN" });
});

test("of several operations only the one that runs is held against the role", async () => {
  const app = await startApp();
  await known(app, "STOREFRONT");

  const { errors } = await app.send("query A { shop { name } } query B { customers { totalCount } }", {}, "STOREFRONT");

  expect(errors?.[0]?.extensions["code"]).toBe("OPERATION_RESOLUTION_FAILURE");
  expect(app.statements()).toEqual([]);
});

test("a refusal says which field and for whom it is, and nothing of the data", async () => {
  const app = await startApp();
  await record(app, aTouchpoint());

  const { errors } = await app.send("{ customers { nodes { email } } }", {}, "INGEST");

  expect(errors?.map(({ message }) => message)).toEqual([
    "Query.customers is not for the role INGEST; it is for ADMIN, MARKETER, ANALYST.",
  ]);
});
