import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { aCampaign, move, reportOf } from "./campaigns.ts";

const USERS = Array.from({ length: 40 }, (_, index) => `user-${index}`);
const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const bought = (user: string, occurredAt: string) => anOrder(`${user} ${occurredAt}`, { ...by(user), occurredAt });

/** Forty people, half of them held out, of whom some have bought twice before the launch, and every third buys after it. */
async function aReport(before: readonly string[]) {
  const app = await startApp();
  const seen = USERS.map((user) => aTouchpoint({ ...by(user), occurredAt: "2026-06-01T00:00:00Z" }));
  const twice = before.flatMap((user) =>
    ["2026-06-02T00:00:00Z", "2026-06-03T00:00:00Z"].map((at) => bought(user, at)),
  );
  await record(app, ...seen, ...twice);
  const id = await aCampaign(app, { holdoutShare: 0.5, goal: "ORDER_COMPLETED" });
  await move(app, "launch", id);
  app.setNow(new Date("2026-06-17T00:00:00Z"));
  const buyers = USERS.filter((_, index) => index % 3 === 0);
  await record(app, ...buyers.map((user) => bought(user, "2026-06-16T00:00:00Z")));
  return await reportOf(app, id);
}

test("where all have done the goal twice before, that foretells nothing, and nothing is adjusted by it", async () => {
  const { lift } = await aReport(USERS);

  expect(lift.absolute.value).toBe(lift.treatedRate - lift.controlRate);
  expect(lift.absolute.high).toBeLessThan(1);
  expect(lift.adjusted).toBeNull();
});

test("where some have done it twice before and others have not, the difference is adjusted by that", async () => {
  const { lift } = await aReport(USERS.slice(0, 20));

  expect(lift.adjusted).toEqual({
    ...{ value: expect.any(Number), low: expect.any(Number), high: expect.any(Number), confidence: 0.95 },
  });
});
