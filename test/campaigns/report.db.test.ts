import "reflect-metadata";
import { expect, test } from "vitest";
import { ArmGatherer } from "../../src/campaigns/lift/arm-summary.ts";
import { compareArms } from "../../src/campaigns/lift/compare-arms.ts";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, record } from "../support/builders.ts";
import { anEmail, assignmentsOf, launched, people, reportOf } from "./campaigns.ts";

const USERS = Array.from({ length: 300 }, (_, place) => `user-${place}`);
const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });

/** Half of them have bought before, every third one buys after the launch, for 100 pounds and as many more as their number. */
const boughtBefore = (place: number): number => (place % 2 === 0 ? 1 + (place % 3) : 0);
const buys = (place: number): boolean => place % 3 === 0;

async function aShop(app: TestApp): Promise<void> {
  await people(app, ...USERS.slice(0, 30));
  // They may not be messaged, and count all the same: whom a lot has assigned is compared, not whom a message has reached.
  await record(app, ...USERS.slice(30).map((user) => aTouchpoint(by(user))));
  const before = USERS.flatMap((user, place) =>
    Array.from({ length: boughtBefore(place) }, (_, time) =>
      anOrder(`before ${user} ${time}`, { ...by(user), occurredAt: "2026-05-01T10:00:00Z" }),
    ),
  );
  await record(app, ...before);
}

const after = (moment: string) => ({ occurredAt: moment });

async function afterTheLaunch(app: TestApp, users = USERS.length): Promise<void> {
  const bought = USERS.slice(0, users).flatMap((user, place) =>
    buys(place)
      ? [
          anOrder(
            `after ${user}`,
            { ...by(user), ...after("2026-06-16T10:00:00Z") },
            { lines: [aLine({ unitPrice: gbp(`${100 + place}.00`) })] },
          ),
        ]
      : [],
  );
  await record(app, ...bought);
  await record(
    app,
    anOrder(
      "again",
      { ...by("user-3"), ...after("2026-06-17T10:00:00Z") },
      { lines: [aLine({ unitPrice: gbp("0.50") })] },
    ),
    aRefund("after user-6", { ...by("user-6"), ...after("2026-06-17T10:00:00Z") }, { total: gbp("1.00") }),
    anOrder("too late", { ...by("user-1"), ...after("2026-06-22T12:00:00Z") }),
    aTouchpoint({
      ...by("user-9"),
      type: "ORDER_CANCELLED",
      ...after("2026-06-17T10:00:00Z"),
      order: { orderNumber: "after user-9", lines: [] },
    }),
  );
}

/** What a customer bought in the seven days, net. */
function revenueOf(place: number): number {
  if (!buys(place) || place === 9) return 0;
  return 100 + place + (place === 3 ? 0.5 : 0) - (place === 6 ? 1 : 0);
}

const near = (value: number) => expect.closeTo(value, 9);
const estimate = (value: number, { low, high }: { low: number; high: number }) => ({
  value: near(value),
  low: near(low),
  high: near(high),
  confidence: 0.95,
});

test("a report counts everybody once, and compares whom the lot has assigned with whom it has held out", async () => {
  const app = await startApp({ training: true });
  await aShop(app);
  const variants = [anEmail({ name: "A" }), anEmail({ name: "B" })];
  const id = await launched(app, { holdoutShare: 0.5, variants, costPerMessage: gbp("0.05") });
  app.setNow(new Date("2026-06-22T12:30:00Z"));
  await afterTheLaunch(app);

  const report = await reportOf(app, id);

  const assigned = await assignmentsOf(app, id);
  const inArm = (isIn: (variant: string | undefined) => boolean) =>
    USERS.flatMap((user, place) => (isIn(assigned.get(user)?.variant?.name) ? [place] : []));
  const [treated, control] = [inArm((variant) => variant !== undefined), inArm((variant) => variant === undefined)];
  const gathered = (places: readonly number[], outcome: (place: number) => number) => {
    const arm = new ArmGatherer({ hasCovariate: true });
    for (const place of places) arm.add(outcome(place), Math.log1p(boughtBefore(place)));
    return arm.summary();
  };
  const converted = (place: number): number => Number(buys(place));
  const rates = compareArms(gathered(treated, converted), gathered(control, converted));
  const money = compareArms(gathered(treated, revenueOf), gathered(control, revenueOf));
  const messaged = treated.filter((place) => place < 30).length;
  const { fixed, cuped, sequential } = rates;
  if (fixed === null || cuped === null || sequential === null || money.fixed === null)
    throw new Error("nothing to compare");
  const rate = (places: readonly number[]): number => places.filter(buys).length / places.length;

  expect(report).toEqual({
    ...{
      audience: 300,
      heldOut: control.length,
      pending: 0,
      failed: 0,
      unknown: 0,
      sent: messaged,
      delivered: messaged,
    },
    ...{ opened: 0, clicked: 0, converted: treated.filter(buys).length },
    suppressed: [
      { reason: "HELD_OUT", customers: control.length },
      { reason: "NO_CONSENT", customers: treated.length - messaged },
    ],
    revenue: gbp(treated.reduce((sum, place) => sum + revenueOf(place), 0).toFixed(2)),
    cost: gbp((messaged * 0.05).toFixed(2)),
    lift: {
      treatedRate: near(rate(treated)),
      controlRate: near(rate(control)),
      absolute: estimate(fixed.absolute, fixed),
      relative: near(rates.relative ?? 0),
      pValue: near(fixed.pValue),
      adjusted: estimate(cuped.absolute, cuped),
      sequential: estimate(fixed.absolute, sequential),
      sequentialPValue: near(sequential.pValue),
      revenuePerCustomer: estimate(money.fixed.absolute, money.fixed),
      enoughData: true,
    },
    variants: ["A", "B"].map((name) => {
      const own = inArm((variant) => variant === name);
      return {
        ...{ variant: { name }, sent: own.filter((place) => place < 30).length, converted: own.filter(buys).length },
        rate: { value: near(rate(own)), low: expect.any(Number), high: expect.any(Number), confidence: 0.95 },
        probabilityBest: expect.any(Number),
      };
    }),
  });
  const [a, b] = report.variants;
  expect(a.probabilityBest + b.probabilityBest).toBeCloseTo(1, 9);
  expect(assigned.get("user-3")?.convertedAt).toBe("2026-06-16T10:00:00.000Z");
  expect(assigned.get("user-1")?.convertedAt).toBeNull();
});

test("of so few that chance alone may have made the difference, no difference in revenue is told", async () => {
  const app = await startApp({ training: true });
  await people(app, ...USERS.slice(0, 40));
  const id = await launched(app, { holdoutShare: 0.5, goal: "PRODUCT_VIEWED" });
  app.setNow(new Date("2026-06-22T12:30:00Z"));
  await afterTheLaunch(app, 40);

  const { lift, converted, revenue } = await reportOf(app, id);

  expect(lift).toMatchObject({ revenuePerCustomer: null, enoughData: false });
  const treated = [...(await assignmentsOf(app, id))].filter(([, { variant }]) => variant !== null);
  const sum = treated.reduce((all, [user]) => all + revenueOf(USERS.indexOf(user)), 0);
  expect([converted, revenue]).toEqual([0, gbp(sum.toFixed(2))]);
});

test("what only a message brings about counts for the campaign whose message it was, and for no other", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const one = await launched(app, { goal: "MESSAGE_CLICKED" });
  const other = await launched(app, { goal: "MESSAGE_CLICKED" });

  await record(
    app,
    aTouchpoint({
      ...by("ada"),
      type: "MESSAGE_CLICKED",
      channel: "EMAIL",
      campaignId: other,
      ...after("2026-06-15T12:00:00Z"),
    }),
  );

  expect([(await reportOf(app, one)).converted, (await reportOf(app, other)).converted]).toEqual([0, 1]);
  const converted = async (id: string) => (await assignmentsOf(app, id)).get("ada")?.convertedAt;
  expect([await converted(one), await converted(other)]).toEqual([null, "2026-06-15T12:00:00.000Z"]);
});

test("without anybody held out there is nothing to compare; without anybody who did anything, nothing is sure", async () => {
  const app = await startApp({ training: true });
  await people(app, ...USERS.slice(0, 40));

  const all = await reportOf(app, await launched(app));
  const held = await reportOf(app, await launched(app, { holdoutShare: 0.5 }));
  const draft = await app.query(
    `{ campaigns { nodes { report { audience lift { pValue } variants { probabilityBest rate { low high } } } } } }`,
  );

  expect(all.lift).toBeNull();
  expect(held.lift).toMatchObject({
    ...{
      treatedRate: 0,
      controlRate: 0,
      relative: null,
      pValue: 1,
      adjusted: null,
      sequentialPValue: 1,
      enoughData: false,
    },
    absolute: { value: 0, low: -1, high: 1 },
    sequential: { value: 0, low: -1, high: 1 },
    revenuePerCustomer: null,
  });
  expect(draft.campaigns.nodes).toHaveLength(2);
});

test("of a campaign of fewer than ten people an analyst learns nothing, and of nobody's message its text", async () => {
  const app = await startApp({ training: true });
  await people(app, ...USERS.slice(0, 9));
  const few = await launched(app);
  await people(app, "user-9");
  const ten = await launched(app);
  const ASKED = `query ($id: ID!) { campaign(id: $id) { report { audience sent converted lift { pValue } } assignments(first: 1) { totalCount nodes { status subject body } } } }`;

  const [ofFew, ofTen] = [
    await app.query(ASKED, { id: few }, "ANALYST"),
    await app.query(ASKED, { id: ten }, "ANALYST"),
  ];
  const preview = await app.send(
    'query ($id: ID!) { campaign(id: $id) { preview(customerId: "x") { body } } }',
    { id: ten },
    "ANALYST",
  );

  expect(ofFew.campaign).toEqual({
    report: { audience: 0, sent: 0, converted: 0, lift: null },
    assignments: { totalCount: 0, nodes: [] },
  });
  expect(ofTen.campaign).toEqual({
    report: { audience: 10, sent: 10, converted: 0, lift: null },
    assignments: { totalCount: 10, nodes: [{ status: "DELIVERED", subject: null, body: null }] },
  });
  expect(preview.errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
});
