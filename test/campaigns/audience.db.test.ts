import "reflect-metadata";
import { pino } from "pino";
import { expect, test } from "vitest";
import { lockKey } from "../../src/database/locks.ts";
import { ARCHIVE, aSegment, changesOf } from "../segments/segments.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { anOrder, record } from "../support/builders.ts";
import { aCampaign, move, people, statesOf, UPDATE } from "./campaigns.ts";

const later = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const PATIENCE = { timeout: 10_000, interval: 20 };

const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const buyers = { behaviour: { did: "ORDER_COMPLETED" } };
const worth = { behaviour: { did: "ORDER_COMPLETED", valueAtLeast: "5" } };

/** An order of each, one after the other; of bob's nobody can say what it is worth. */
async function orders(app: TestApp, ...users: string[]): Promise<void> {
  for (const user of users) await record(app, anOrder(user, by(user)));
  await app.dataSource.query(
    `update order_touchpoint set lines = '[{"quantity": "many", "unitPrice": "1"}]' where order_number = 'bob'`,
  );
}

/** The same as it was told. */
const mend = (app: TestApp) =>
  app.dataSource.query(
    `update order_touchpoint set lines = (select o.lines from order_touchpoint o where o.order_number = 'ada') where order_number = 'bob'`,
  );

/** As a segment is that is ready-made, until it is filled. */
const unfill = (app: TestApp, key: string) =>
  app.dataSource.query(
    `with emptied as (delete from segment_membership m using segment s where s.id = m.segment_id and s.key = $1)
     update segment set refreshed_at = null where key = $1`,
    [key],
  );

const statusOf = async (app: TestApp, id: string): Promise<string> =>
  (await app.query("query ($id: ID!) { campaign(id: $id) { status } }", { id })).campaign.status;

/** What the log is told: of whom, and why. */
function aLog() {
  const told = new Set<string>();
  const write = (line: string) => {
    const { msg, err, campaign, segments } = JSON.parse(line);
    told.add(`${msg}: ${campaign ?? segments}: ${err?.message}`);
  };
  return { told, log: pino({ level: "error" }, { write }) };
}

/** Somebody else works memberships out, until it is done. */
async function atWork(app: TestApp): Promise<{ done(): Promise<void>; isWaitedFor(): Promise<boolean> }> {
  const runner = app.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query("select pg_advisory_xact_lock($1::bigint)", [lockKey("segment memberships")]);
  return {
    done: async () => {
      await runner.rollbackTransaction();
      await runner.release();
    },
    isWaitedFor: async () => {
      const [{ waits }] = await app.dataSource.query(
        `select exists (select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())) as waits`,
      );
      return waits;
    },
  };
}

test.each(["filled", "not filled yet"])(
  "a segment that cannot be worked out, and is %s, keeps nobody from the audience of another one, and is told of later",
  async (state) => {
    const { told, log } = aLog();
    const app = await startApp({ log });
    await people(app, "ada", "bob", "cem", "dan");
    const faulty = await aSegment(app, { key: "worth", rule: worth });
    const id = await aCampaign(app, { segmentId: await aSegment(app, { rule: buyers }) });
    await app.settle();
    await orders(app, "ada", "bob", "cem", "dan");
    if (state === "not filled yet") await unfill(app, "worth");

    const { userErrors } = await move(app, "launch", id);
    const launched = await statesOf(app, id);
    await app.settle();

    expect(userErrors).toEqual([]);
    expect(launched).toEqual({ ada: "PENDING", bob: "PENDING", cem: "PENDING", dan: "PENDING" });
    expect([...told]).toEqual([expect.stringMatching(`could not be worked out: ${faulty}: invalid input`)]);
  },
);

test("nothing is launched for a segment that cannot be worked out, or reads one, however often it is asked", async () => {
  const app = await startApp();
  await people(app, "ada", "bob", "cem");
  const faulty = await aSegment(app, { key: "worth", rule: worth });
  const reader = await aSegment(app, { key: "a-reader", rule: { all: [buyers, { segment: faulty }] } });
  const ids = [await aCampaign(app, { segmentId: faulty }), await aCampaign(app, { segmentId: reader })];
  await orders(app, "ada", "bob", "cem");

  for (const id of [...ids, ...ids]) {
    const { campaign, userErrors } = await move(app, "launch", id);

    expect([campaign, await statusOf(app, id)]).toEqual([null, "DRAFT"]);
    expect(userErrors).toEqual([
      {
        code: "INVALID",
        message: `who is in the segment worth cannot be worked out: invalid input syntax for type numeric: "many"`,
        path: ["input"],
      },
    ]);
    await app.settle(); // bob is due no more
  }
  await mend(app);
  for (const id of ids) await move(app, "launch", id);

  const all = { ada: "PENDING", bob: "PENDING", cem: "PENDING" };
  expect([await statesOf(app, ids[0] ?? ""), await statesOf(app, ids[1] ?? "")]).toEqual([all, all]);
});

test("what is scheduled for such a segment is tried again a minute later, and the log tells; others start", async () => {
  const { told, log } = aLog();
  const app = await startApp({ log, training: true });
  await people(app, "ada", "bob", "cem");
  const faulty = await aSegment(app, { key: "worth", rule: worth });
  const old = await aSegment(app, { key: "old", rule: buyers });
  const [waits, dies, starts] = [
    await aCampaign(app, { startsAt: later(60), segmentId: faulty }),
    await aCampaign(app, { startsAt: later(60), segmentId: old }),
    await aCampaign(app, { startsAt: later(60) }),
  ];
  for (const id of [waits, dies, starts]) await move(app, "launch", id);
  await app.query(ARCHIVE, { input: { id: old } });
  await orders(app, "ada", "bob", "cem");
  await app.settle();
  told.clear();

  app.setNow(later(60));
  for (let look = 0; look < 3; look += 1) await app.settle();
  const states = [await statusOf(app, waits), await statusOf(app, dies), await statusOf(app, starts)];
  await mend(app);
  await app.settle();
  const soon = await statusOf(app, waits);
  app.setNow(later(61));
  await app.settle();
  await app.settle();

  expect(soon).toBe("SCHEDULED");
  expect(states).toEqual(["SCHEDULED", "CANCELLED", "COMPLETED"]);
  expect([...told].sort()).toEqual(
    [
      `scheduled campaigns could not be launched: ${waits}: who is in the segment worth cannot be worked out: invalid input syntax for type numeric: "many"`,
      `scheduled campaigns could not be launched: ${dies}: the segment old is archived: nobody is in it`,
    ].sort(),
  );
  expect(await statesOf(app, waits)).toEqual({ ada: "DELIVERED", bob: "DELIVERED", cem: "DELIVERED" });
});

test("a launch waits for whoever works memberships out, and its audience is that of the moment after it", async () => {
  const app = await startApp();
  await people(app, "ada", "bob");
  await orders(app, "ada");
  const segmentId = await aSegment(app, { key: "buyers", rule: buyers });
  const id = await aCampaign(app, { segmentId });
  await app.settle();
  await unfill(app, "buyers");
  const other = await atWork(app);

  const launching = move(app, "launch", id);
  await expect.poll(other.isWaitedFor, PATIENCE).toBe(true);
  app.setNow(later(5));
  await orders(app, "bob");
  await other.done();
  const { userErrors } = await launching;

  expect(userErrors).toEqual([]);
  expect(await statesOf(app, id)).toEqual({ ada: "PENDING", bob: "PENDING" });
  expect(await changesOf(app, segmentId)).toContain(`bob ENTERED ${later(5).toISOString()}`);
  expect(await app.dataSource.query("select assigned_at from campaign")).toEqual([{ assigned_at: later(5) }]);
});

test("while a launch waits, its campaign can be changed, moved, or come to its end: then it is not launched", async () => {
  const app = await startApp();
  await people(app, "ada");
  const [changed, cancelled, ends, free] = [
    await aCampaign(app),
    await aCampaign(app),
    await aCampaign(app, { endsAt: later(5) }),
    await aCampaign(app, { startsAt: later(60) }),
  ];
  const other = await atWork(app);

  const launches = [changed, cancelled, ends].map((id) => move(app, "launch", id));
  await expect.poll(other.isWaitedFor, PATIENCE).toBe(true);
  await app.query(UPDATE, { input: { id: changed, expectedVersion: 1, name: "Another" } });
  const cancelling = await move(app, "cancel", cancelled);
  const scheduling = await move(app, "launch", free); // which needs nobody's turn
  app.setNow(later(5));
  await other.done();
  const outcomes = (await Promise.all(launches)).map(({ userErrors: [error] }) => `${error.code}: ${error.message}`);

  expect([cancelling.campaign.status, scheduling.campaign.status]).toEqual(["CANCELLED", "SCHEDULED"]);
  expect(outcomes).toEqual([
    "CONFLICT: the campaign was changed while it was being launched: it is at version 2",
    "NOT_ALLOWED_IN_STATE: the campaign is CANCELLED: it is launched once; it stays so",
    expect.stringMatching("NOT_ALLOWED_IN_STATE: the campaign is DRAFT: its endsAt, .*, has passed"),
  ]);
  expect(await app.dataSource.query("select count(*)::int as count from campaign_assignment")).toEqual([{ count: 0 }]);
});

test("a launch waits for nobody who is due after it, however many there come to be", async () => {
  const app = await startApp();
  await people(app, "ada");
  const id = await aCampaign(app, { segmentId: await aSegment(app, { rule: buyers }) });
  await orders(app, "ada");
  await app.dataSource.query(
    `create function due_again() returns trigger language plpgsql as $$
       begin insert into membership_due values (old.*); return null; end $$`,
  );
  await app.dataSource.query(
    "create trigger a after delete on membership_due for each row execute function due_again()",
  );

  const { userErrors } = await move(app, "launch", id);

  expect(userErrors).toEqual([]);
  expect(await statesOf(app, id)).toEqual({ ada: "PENDING" });
});

test("what launches nothing now waits for nobody", async () => {
  const app = await startApp();
  await people(app, "ada");
  const [running, scheduled] = [await aCampaign(app), await aCampaign(app, { startsAt: later(60) })];
  await move(app, "launch", running);
  await orders(app, "ada"); // who is due by that
  const other = await atWork(app);

  const unknown = await move(app, "launch", `cmp_${"0".repeat(32)}`);
  const again = await move(app, "launch", running);
  const toCome = await move(app, "launch", scheduled);
  await other.done();

  expect(unknown.userErrors).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(again.userErrors).toMatchObject([{ code: "NOT_ALLOWED_IN_STATE" }]);
  expect(toCome.campaign.status).toBe("SCHEDULED");
});

test("while a start waits for whoever works memberships out, the others' clocks are followed", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const asleep = { quietHours: { from: "11:00", to: "20:00", timeZone: "UTC" } };
  const starts = await aCampaign(app, { startsAt: later(5) });
  app.setNow(later(1)); // it is looked at first
  const ends = await aCampaign(app, { endsAt: later(5), ...asleep });
  for (const id of [starts, ends]) await move(app, "launch", id);
  await app.settle();
  const other = await atWork(app);
  await orders(app, "ada"); // who is due by that

  app.setNow(later(5));
  await expect.poll(other.isWaitedFor, PATIENCE).toBe(true);
  await expect.poll(() => statusOf(app, ends), PATIENCE).toBe("COMPLETED");
  const waiting = await statusOf(app, starts);
  await other.done();
  await app.settle();
  await app.settle();

  expect([waiting, await statusOf(app, starts)]).toEqual(["SCHEDULED", "COMPLETED"]);
});
