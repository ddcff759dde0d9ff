import "reflect-metadata";
import { expect, test } from "vitest";
import { allows, type ConsentPurpose } from "../../src/consents/index.ts";
import { run } from "../../src/database/run.ts";
import { bound, raw, sql } from "../../src/database/sql.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { consentsOf, say } from "./say.ts";

const at = (day: number) => ({ recordedAt: `2026-06-0${day}T10:00:00.000Z` });

/** Whether Ada allows it, asked as another feature's statement asks. */
async function adaAllows(app: TestApp, purpose: ConsentPurpose, channel?: string, assumed: readonly string[] = []) {
  const asked = allows(raw("i.customer_id"), purpose, {
    assumed,
    ...(channel === undefined ? {} : { channel: sql`${bound(channel)}::text` }),
  });
  const rows = await run<{ yes: boolean }>(
    app.dataSource.manager,
    sql`select ${asked} as yes from identifier i where i.value = 'ada'`,
  );
  return rows.map(({ yes }) => yes);
}

test("the newest record of a purpose and channel wins, in whatever order they arrive", async () => {
  const app = await startApp();

  await say(app, { ...at(3), status: "WITHDRAWN" }, { ...at(1) }, { ...at(2), status: "DENIED" });

  expect((await consentsOf(app)).inForce).toEqual(["MARKETING everywhere WITHDRAWN"]);
  expect(await adaAllows(app, "MARKETING")).toEqual([false]);
});

test("a newer record for all channels takes the place of those of single ones, and a newer one of a channel stands beside it", async () => {
  const app = await startApp();
  await say(app, { ...at(1), channel: "EMAIL" }, { ...at(1), channel: "SMS" });
  const before = await consentsOf(app);

  await say(app, { ...at(2), status: "DENIED" }, { ...at(3), channel: "SMS" });

  expect(before.inForce).toEqual(["MARKETING EMAIL GRANTED", "MARKETING SMS GRANTED"]);
  expect((await consentsOf(app)).inForce).toEqual(["MARKETING everywhere DENIED", "MARKETING SMS GRANTED"]);
  expect(await adaAllows(app, "MARKETING", "SMS")).toEqual([true]);
  expect(await adaAllows(app, "MARKETING", "EMAIL")).toEqual([false]);
  expect(await adaAllows(app, "MARKETING", "PUSH")).toEqual([false]);
  expect(await adaAllows(app, "MARKETING")).toEqual([false]);
});

test("of two records of one moment the later received wins", async () => {
  const app = await startApp();
  await say(app, { status: "GRANTED" });
  app.setNow(new Date("2026-06-15T12:00:01Z"));

  await say(app, { status: "DENIED" });
  const second = await consentsOf(app);
  app.setNow(new Date("2026-06-15T12:00:02Z"));
  await say(app, { status: "GRANTED" });

  expect(second.inForce).toEqual(["MARKETING everywhere DENIED"]);
  expect(second.history.map(({ status }: { status: string }) => status)).toEqual(["DENIED", "GRANTED"]);
  expect((await consentsOf(app)).inForce).toEqual(["MARKETING everywhere DENIED"]);
});

test("of two records of one moment that were received at once the one that refuses wins", async () => {
  const app = await startApp();
  const forms = ["shop", "till", "app", "fair", "phone", "import"];
  const both = (source: string, index: number) => {
    const said = { purpose: "MARKETING", source, recordedAt: `2026-06-0${index + 1}T00:00:00.000Z` };
    const no = { ...said, status: index % 2 === 0 ? "WITHDRAWN" : "DENIED", channel: index < 4 ? null : "EMAIL" };
    return { yes: { ...said, status: "GRANTED" }, no };
  };
  const statuses: string[][] = [];

  for (const [index, source] of forms.entries()) {
    const { yes, no } = both(source, index);
    await say(app, ...(index < 3 ? [yes, no] : [no, yes]));
    const { inForce, history } = await consentsOf(app);
    statuses.push([
      ...inForce,
      history[0].status,
      history[1].status,
      String(await adaAllows(app, "MARKETING", "EMAIL")),
    ]);
  }

  expect(statuses).toEqual([
    ["MARKETING everywhere WITHDRAWN", "WITHDRAWN", "GRANTED", "false"],
    ["MARKETING everywhere DENIED", "DENIED", "GRANTED", "false"],
    ["MARKETING everywhere WITHDRAWN", "WITHDRAWN", "GRANTED", "false"],
    ["MARKETING everywhere DENIED", "DENIED", "GRANTED", "false"],
    ["MARKETING everywhere GRANTED", "MARKETING EMAIL WITHDRAWN", "WITHDRAWN", "GRANTED", "false"],
    ["MARKETING everywhere GRANTED", "MARKETING EMAIL DENIED", "DENIED", "GRANTED", "false"],
  ]);
});

test("of nobody who said nothing is anything listed; what is assumed holds, and nothing else", async () => {
  const app = await startApp();
  await say(app, { channel: "EMAIL", purpose: "THIRD_PARTY_SHARING", status: "DENIED" });

  const assumed = ["PERSONALISATION", "THIRD_PARTY_SHARING"];

  expect((await consentsOf(app)).inForce).toEqual(["THIRD_PARTY_SHARING EMAIL DENIED"]);
  expect(await adaAllows(app, "PERSONALISATION", undefined, assumed)).toEqual([true]);
  expect(await adaAllows(app, "PERSONALISATION", undefined, [])).toEqual([false]);
  expect(await adaAllows(app, "MARKETING", undefined, assumed)).toEqual([false]);
  expect(await adaAllows(app, "THIRD_PARTY_SHARING", undefined, assumed)).toEqual([true]);
  expect(await adaAllows(app, "THIRD_PARTY_SHARING", "EMAIL", assumed)).toEqual([false]);
});

test("whether a person allows something is one look-up in one index", async () => {
  const app = await startApp();
  await say(app, {});
  await app.dataSource.query(
    `insert into consent (customer_id, id, purpose, status, source, recorded_at, received_at)
     select c.id, gen_random_uuid(), 'PERSONALISATION', 'GRANTED', 's', moment, moment
     from customer c, generate_series(now() - interval '3000 minutes', now(), interval '1 minute') moment`,
  );
  await app.dataSource.query("analyze consent");
  const asked = allows(raw("c.id"), "PERSONALISATION", { assumed: [] });

  const plan = await run<{ "QUERY PLAN": string }>(
    app.dataSource.manager,
    sql`explain (costs off) select ${asked} from customer c`,
  );

  const lines = plan.map((row) => row["QUERY PLAN"].trim());
  expect(lines).toEqual([
    "Seq Scan on customer c",
    "SubPlan 1",
    "->  Limit",
    "->  Incremental Sort",
    "Sort Key: said.recorded_at DESC, said.received_at DESC, ((said.status <> 'GRANTED'::text)) DESC, said.id DESC",
    "Presorted Key: said.recorded_at, said.received_at",
    "->  Index Scan Backward using consent_newest_idx on consent said",
    "Index Cond: ((customer_id = c.id) AND (purpose = 'PERSONALISATION'::text))",
    "Filter: (channel IS NULL)",
  ]);
});

const HISTORY = `query ($id: ID!, $first: Int, $after: String) { customer(id: $id) { consentHistory(first: $first, after: $after) {
  totalCount nodes { status recordedAt } pageInfo { hasNextPage hasPreviousPage endCursor }
} } }`;

test("the history is paged from the newest on, and nothing of it is ever gone", async () => {
  const app = await startApp();
  const id = await say(app, { ...at(1) }, { ...at(2), status: "DENIED" }, { ...at(3), status: "WITHDRAWN" });

  const first = (await app.query(HISTORY, { id, first: 2 })).customer.consentHistory;
  await say(app, { ...at(4), channel: "SMS" });
  const rest = (await app.query(HISTORY, { id, after: first.pageInfo.endCursor })).customer.consentHistory;

  expect(first).toEqual({
    totalCount: 3,
    nodes: [
      { status: "WITHDRAWN", recordedAt: at(3).recordedAt },
      { status: "DENIED", recordedAt: at(2).recordedAt },
    ],
    pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: expect.any(String) },
  });
  expect(rest).toEqual({
    totalCount: 4,
    nodes: [{ status: "GRANTED", recordedAt: at(1).recordedAt }],
    pageInfo: { hasNextPage: false, hasPreviousPage: true, endCursor: expect.any(String) },
  });
});

test("a page of customers with their consents is one statement", async () => {
  const app = await startApp();
  await say(app, {}, { identity: { kind: "USER_ID", value: "bob" } });
  app.statements();

  await app.query("{ customers { nodes { consents { status } consentHistory { nodes { source } } } } }");

  expect(app.statements()).toHaveLength(1);
});
