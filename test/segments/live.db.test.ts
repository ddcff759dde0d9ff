import "reflect-metadata";
import { expect, test } from "vitest";
import { say } from "../consents/say.ts";
import { NOW, startApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { aSegment, changesOf, membersOf } from "./segments.ts";

const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const buyers = { behaviour: { did: "ORDER_COMPLETED" } };

test("a segment has its members when it is made, and those who come to it later", async () => {
  const app = await startApp();
  await record(app, anOrder("1", by("ada")), aTouchpoint(by("bob")));
  const id = await aSegment(app, { rule: buyers });
  const first = await membersOf(app, id);

  app.setNow(new Date("2026-06-15T12:00:01Z"));
  await record(app, anOrder("2", by("bob")));
  await app.settle();

  expect(first).toEqual(["ada"]);
  expect(await membersOf(app, id)).toEqual(["ada", "bob"]);
  expect(await changesOf(app, id)).toEqual([
    `ada ENTERED ${NOW.toISOString()}`,
    "bob ENTERED 2026-06-15T12:00:01.000Z",
  ]);
});

test("who is no more what the rule says leaves by the mere passing of time", async () => {
  const app = await startApp();
  await record(app, aTouchpoint({ ...by("ada"), occurredAt: "2026-06-10T12:00:00.000Z" }));
  const id = await aSegment(app, { rule: { behaviour: { did: "PAGE_VIEWED", within: { lastDays: 7 } } } });
  const old = await aSegment(app, { rule: { behaviour: { did: "PAGE_VIEWED", within: { moreThanDaysAgo: 7 } } } });

  app.setNow(new Date("2026-06-17T12:00:00Z"));
  await app.settle();
  const onTheEdge = [await membersOf(app, id), await membersOf(app, old)];
  app.setNow(new Date("2026-06-17T12:00:10Z"));
  await app.settle();

  expect(onTheEdge).toEqual([["ada"], []]);
  expect([await membersOf(app, id), await membersOf(app, old)]).toEqual([[], ["ada"]]);
  expect(await changesOf(app, id)).toEqual([`ada ENTERED ${NOW.toISOString()}`, "ada LEFT 2026-06-17T12:00:10.000Z"]);
});

test("a consent and a trait move a customer as a touchpoint does", async () => {
  const app = await startApp();
  await record(app, aTouchpoint(by("ada")));
  const id = await aSegment(app, { rule: { consent: { purpose: "MARKETING", channel: "EMAIL", status: "GRANTED" } } });

  await say(
    app,
    { purpose: "MARKETING", channel: "EMAIL", status: "GRANTED" },
    { identity: { kind: "USER_ID", value: "ada" } },
  );
  await app.settle();
  const granted = await membersOf(app, id);
  await record(
    app,
    aTouchpoint({ ...by("ada"), type: "UNSUBSCRIBED", channel: "EMAIL", occurredAt: "2026-06-15T12:00:00.000Z" }),
  );
  await app.settle();

  expect(granted).toEqual(["ada"]);
  expect(await membersOf(app, id)).toEqual([]);
});
