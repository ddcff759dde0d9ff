import { appendFileSync } from "node:fs";
import { test } from "vitest";
import { startApp } from "../support/app.ts";
import { aTouchpoint, anOrder, record, RECORD } from "../support/builders.ts";

const say = (what: string, value: unknown) => appendFileSync("/tmp/probe.log", `## ${what}: ${JSON.stringify(value)?.slice(0, 700)}\n`);
const cur = (...v: string[]) => Buffer.from(JSON.stringify(v)).toString("base64url");

test("probe", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ messageId: "m1" }), anOrder("o1"));
  await app.query(`mutation { upsertProducts(input: {products: [{sku: "mug", price: {amount: "19.9", currency: "GBP"}}]}) { userErrors { message } } }`);
  const prd = (await app.query(`{ product(sku: "mug") { id price { amount } } }`)).product;
  say("prd", prd);
  say("storefront node prd", await app.send(`query($id: ID!) { node(id: $id) { id } }`, { id: prd.id }, "STOREFRONT"));
  say("bad date cursor", await app.send(`query($c: String) { customers(after: $c) { nodes { id } } }`, { c: cur("FIRST_SEEN_DESC", "2026-13-45 00:00:00+00", "00000000-0000-0000-0000-000000000000") }));
  say("year 0 cursor", await app.send(`query($c: String) { customers(after: $c) { nodes { id } } }`, { c: cur("FIRST_SEEN_DESC", "0000-01-01 00:00:00+00", "00000000-0000-0000-0000-000000000000") }));
  say("tpt ff", await app.send(`{ node(id: "tpt_ffffffffffffffffffffffffffffffff") { id } }`));
  say("nul search", await app.send(`query($s: String) { customers(search: $s) { nodes { id } } }`, { s: "ab\u0000c" }));
  say("nul psearch", await app.send(`query($s: String) { products(search: $s) { nodes { id } } }`, { s: "ab\u0000c" }));
  say("nul sku", await app.send(`query($s: String) { product(sku: $s) { id } }`, { s: "ab\u0000c" }));
  say("nul ids", await app.send(`query($s: [ID!]!) { nodes(ids: $s) { id } }`, { s: ["ab\u0000c"] }));
  say("typename alias", await app.send(`query($id: ID!) { node(id: $id) { __typename: id } }`, { id: prd.id }));
  say("proto alias", await app.send(`query($id: ID!) { __proto__: node(id: $id) { __proto__: id constructor: id toString: __typename } }`, { id: prd.id }));
  say("include null", await app.send(`query($x: Boolean = true) { shop { name @include(if: $x) } }`, { x: null }));
  say("input null", await app.send(`mutation($x: UpsertProductsInput = { products: [] }) { upsertProducts(input: $x) { userErrors { message } } }`, { x: null }));
  say("since null-first", await app.send(`query($x: ID = "a") { node(id: $x) { id } }`, { x: null }));
  say("type null", await app.send(`query($x: String = "a") { __type(name: $x) { name } }`, { x: null }));
  say("dup leak", await app.send(`mutation($input: RecordTouchpointsInput!) { recordTouchpoints(input: $input) { outcomes { status touchpoint { id } customer { id profile { interests { tag } } } } userErrors { message } } }`, { input: { touchpoints: [aTouchpoint({ messageId: "m1", identities: [{ kind: "ANONYMOUS_ID", value: "evil" }] })] } }, "STOREFRONT"));
  say("beside", await app.send(`mutation($a: RecordTouchpointsInput!, $b: RecordTouchpointsInput!) { a: recordTouchpoints(input: $a) { outcomes { status } } b: recordTouchpoints(input: $b) { outcomes { status } } }`, { a: { touchpoints: [aTouchpoint({ identities: [{ kind: "ANONYMOUS_ID", value: "evil" }] })] }, b: { touchpoints: [aTouchpoint()] } }, "STOREFRONT"));
  for (const at of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z", "2026-06-01T23:59:60Z", "2026-06-01", "2026-06-01T10:00:00", "", "x", "2026-06-01T10:00:00+99:99", "2026-06-01t10:00:00z", "2026-06-01T24:00:00Z", "2026-06-01 10:00:00Z"])
    say(`since ${at}`, await app.send(`query($x: DateTime) { touchpoints(filter: { since: $x }) { totalCount } }`, { x: at }));
  say(`since number`, await app.send(`query($x: DateTime) { touchpoints(filter: { since: $x }) { totalCount } }`, { x: 5 }));
  for (const at of ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
    say(`upsert at ${at}`, await app.send(`mutation($i: UpsertCustomerInput!) { upsertCustomer(input: $i) { customer { firstSeenAt } userErrors { message } } }`, { i: { email: "old@example.com", occurredAt: at } }));
  say("cust list", await app.send(`{ customers(first: 100) { edges { cursor node { firstSeenAt } } } }`));
  for (const d of ["0000-01-01", "2026-02-30", "9999-12-31", "1990-5-17", "", "19900517"])
    say(`birthDate ${d}`, await app.send(`mutation($i: UpsertCustomerInput!) { upsertCustomer(input: $i) { customer { birthDate ageBand } userErrors { message } } }`, { i: { email: "old2@example.com", birthDate: d } }));
  for (const t of [[], "x", null, 5, { a: { $b: 1 }, "": 1 }])
    say(`traits ${JSON.stringify(t)}`, await app.send(`mutation($i: UpsertCustomerInput!) { upsertCustomer(input: $i) { customer { traits } userErrors { message } } }`, { i: { email: "old3@example.com", traits: t } }));
  for (const t of ["1e-7", "0.0000001", "19.9", "0.785", "1", "-0", "007", "1.", ".5", 19.9, "NaN", "1234567890123456", "+1", " 1", "١"])
    say(`price ${JSON.stringify(t)}`, await app.send(`mutation($i: UpsertProductsInput!) { upsertProducts(input: $i) { products { price { amount } } userErrors { message } } }`, { i: { products: [{ sku: "p", price: { amount: t, currency: "GBP" } }] } }));
  say("search unicode", await app.send(`mutation { upsertCustomer(input: { email: "z@example.com", displayName: "Élan ZOË" }) { customer { id } } }`));
  for (const s of ["élan", "ÉLAN", "zoë", "%%", "__", "a'b", "cus_"]) say(`search ${s}`, await app.send(`query($s: String) { customers(search: $s) { totalCount } }`, { s }));
  const nested = (n: number) => { let v: unknown = 1; for (let i = 0; i < n; i++) v = { a: v }; return v as object; };
  for (const n of [50, 1000, 3000, 5000])
    say(`nested ${n}`, await app.send(RECORD, { input: { touchpoints: [aTouchpoint({ properties: nested(n) }), aTouchpoint()] } }));
  say("get", await (async () => { const r = await fetch(`${app.url}?query=${encodeURIComponent("{shop{name}}")}`); return [r.status, await r.text()]; })());
});

test("probe deep", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ messageId: "m1" }), anOrder("o1"));
  for (const n of [10, 50, 100, 200, 500]) {
    const q = "{ touchpoints(first:1) { nodes { " + "customer { touchpoints(first:1) { nodes { ".repeat(n) + "id" + " } } }".repeat(n) + " } } }";
    const t = Date.now();
    const a = await app.send(q);
    say(`deep ${n} ${Date.now() - t}ms`, a.errors ?? "ok");
  }
  for (const n of [1000, 5000, 20000, 70000]) {
    const q = `{ ${Array.from({ length: n }, (_, i) => `a${i}: viewer { name }`).join(" ")} }`;
    const t = Date.now();
    const a = await app.send(q);
    say(`wide ${n} ${Date.now() - t}ms`, a.errors ?? "ok");
  }
  for (const n of [100, 2000]) {
    const q = `{ customers { ${Array.from({ length: n }, (_, i) => `a${i}: nodes { id }`).join(" ")} } }`;
    const t = Date.now();
    const a = await app.send(q);
    say(`nodes wide ${n} ${Date.now() - t}ms`, a.errors ?? "ok");
  }
  for (const n of [5, 10, 12]) {
    const q = `{ touchpoints(first:1) { nodes { customer { ...F0 } } } } ${Array.from({ length: n }, (_, i) => `fragment F${i} on Customer { a: touchpoints(first:1) { nodes { customer { ...F${i + 1} } } } b: touchpoints(first:1) { nodes { customer { ...F${i + 1} } } } }`).join(" ")} fragment F${n} on Customer { id }`;
    const t = Date.now();
    const a = await app.send(q);
    say(`bomb ${n} ${Date.now() - t}ms`, a.errors ?? "ok");
  }
});
