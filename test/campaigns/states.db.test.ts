import "reflect-metadata";
import { expect, test } from "vitest";
import { aSegment } from "../segments/segments.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { gbp } from "../support/builders.ts";
import {
  aCampaign,
  anEmail,
  CREATE,
  everybody,
  launched,
  move,
  people,
  reportOf,
  statesOf,
  UPDATE,
} from "./campaigns.ts";

const later = (minutes: number): string => new Date(NOW.getTime() + minutes * 60_000).toISOString();

const update = async (app: TestApp, input: object) => (await app.query(UPDATE, { input })).updateCampaign;

const statusOf = async (app: TestApp, id: string): Promise<string> =>
  (await app.query("query ($id: ID!) { campaign(id: $id) { status } }", { id })).campaign.status;

/** A campaign in each state, by the moves that lead there; what is sent takes until morning. */
const WAYS = {
  DRAFT: [],
  SCHEDULED: ["launch"],
  RUNNING: ["launch"],
  PAUSED: ["launch", "pause"],
  COMPLETED: ["launch"],
  CANCELLED: ["cancel"],
} as const;

async function inState(app: TestApp, status: keyof typeof WAYS): Promise<string> {
  const held = { quietHours: { from: "11:00", to: "20:00", timeZone: "UTC" } };
  const given = { SCHEDULED: { startsAt: later(60) }, COMPLETED: {} };
  const id = await aCampaign(app, {
    ...held,
    ...(status === "COMPLETED" && { quietHours: null }),
    ...Object(given)[status],
  });
  for (const step of WAYS[status]) await move(app, step, id);
  await app.settle();
  expect(await statusOf(app, id)).toBe(status);
  return id;
}

const ALLOWED = {
  DRAFT: ["SCHEDULED", "RUNNING", "CANCELLED"],
  SCHEDULED: ["DRAFT", "RUNNING", "CANCELLED"],
  RUNNING: ["PAUSED", "COMPLETED", "CANCELLED"],
  PAUSED: ["RUNNING", "COMPLETED", "CANCELLED"],
  COMPLETED: [],
  CANCELLED: [],
} as const;

/** What each mutation makes of each state; null: refused. */
const MOVES = {
  launch: { DRAFT: "RUNNING", SCHEDULED: "RUNNING", RUNNING: null, PAUSED: null, COMPLETED: null, CANCELLED: null },
  pause: { DRAFT: null, SCHEDULED: null, RUNNING: "PAUSED", PAUSED: null, COMPLETED: null, CANCELLED: null },
  resume: { DRAFT: null, SCHEDULED: null, RUNNING: null, PAUSED: "RUNNING", COMPLETED: null, CANCELLED: null },
  cancel: {
    DRAFT: "CANCELLED",
    SCHEDULED: "CANCELLED",
    RUNNING: "CANCELLED",
    PAUSED: "CANCELLED",
    COMPLETED: null,
    CANCELLED: null,
  },
} as const;

test("each move is allowed where it makes sense, and elsewhere refused with those that are", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  for (const status of Object.keys(WAYS) as (keyof typeof WAYS)[]) {
    for (const [name, ends] of Object.entries(MOVES)) {
      const id = await inState(app, status);

      const { campaign, userErrors } = await move(app, name as keyof typeof MOVES, id);

      const end = ends[status];
      if (end !== null) expect([campaign?.status, userErrors]).toEqual([end, []]);
      else {
        expect([name, status, userErrors]).toMatchObject([
          name,
          status,
          [{ code: "NOT_ALLOWED_IN_STATE", path: ["input", "id"], status, allowed: ALLOWED[status] }],
        ]);
        expect(await statusOf(app, id)).toBe(status);
      }
    }
  }
}, 300_000);

test("of two people who change a campaign at once, the second is told, and loses nothing of the first's", async () => {
  const app = await startApp();
  await people(app, "ada");
  const id = await aCampaign(app);

  const [first, second] = await Promise.all([
    update(app, { id, expectedVersion: 1, name: "Summer" }),
    update(app, { id, expectedVersion: 1, name: "Autumn" }),
  ]);

  const [won, lost] = first.userErrors.length === 0 ? [first, second] : [second, first];
  expect(won.campaign).toMatchObject({ version: 2 });
  expect(lost).toEqual({
    campaign: null,
    userErrors: [
      {
        code: "CONFLICT",
        message: "the campaign has changed: its version is 2, not 1; read it again",
        path: ["input", "expectedVersion"],
      },
    ],
  });
  const { campaign } = await app.query("query ($id: ID!) { campaign(id: $id) { name } }", { id });
  expect(campaign.name).toBe(won.campaign.name);
});

test("once it is launched, only its name, end and budget change; once it is over, its name", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const costs = {
    costPerMessage: gbp("0.10"),
    budget: gbp("5.00"),
    quietHours: { from: "11:00", to: "20:00", timeZone: "UTC" },
  };
  const id = await launched(app, costs);

  const running = await update(app, {
    id,
    expectedVersion: 2,
    name: "B",
    budget: gbp("6"),
    endsAt: later(900),
    holdoutShare: 0,
  });
  const frozen = await update(app, {
    id,
    expectedVersion: 3,
    holdoutShare: 0.2,
    variants: [anEmail({ body: "Else" })],
  });
  await move(app, "cancel", id);
  const over = await update(app, { id, expectedVersion: 4, name: "C", budget: gbp("7") });
  const renamed = await update(app, { id, expectedVersion: 4, name: "C" });

  expect(running.campaign).toMatchObject({ name: "B", budget: gbp("6.00"), endsAt: later(900), version: 3 });
  expect(frozen.userErrors).toEqual(
    ["holdoutShare", "variants"].map((field) => ({
      code: "NOT_ALLOWED_IN_STATE",
      message: `the campaign is RUNNING: ${field} stays as it is, and name, endsAt, budget may change; from there it can become PAUSED, COMPLETED, CANCELLED`,
      path: ["input", field],
      status: "RUNNING",
      allowed: ["PAUSED", "COMPLETED", "CANCELLED"],
    })),
  );
  expect(over.userErrors).toMatchObject([{ code: "NOT_ALLOWED_IN_STATE", path: ["input", "budget"], allowed: [] }]);
  expect(renamed.campaign).toMatchObject({ name: "C", status: "CANCELLED" });
});

test("null clears what may be missing, and nothing else; a variant that keeps its name keeps its id", async () => {
  const app = await startApp();
  await people(app, "ada");
  const id = await aCampaign(app, {
    startsAt: later(60),
    frequencyCap: { messages: 1, perDays: 7 },
    variants: [anEmail(), anEmail({ name: "B" })],
  });
  const before = (await update(app, { id, expectedVersion: 1 })).campaign;

  const cleared = await update(app, {
    id,
    expectedVersion: 2,
    startsAt: null,
    frequencyCap: null,
    variants: [anEmail({ name: "B", weight: 2 }), anEmail({ name: "C" })],
  });
  const refused = await update(app, { id, expectedVersion: 3, name: null, variants: null, goal: null });

  expect(cleared.campaign).toMatchObject({ startsAt: null, frequencyCap: null, version: 3 });
  expect(cleared.campaign.variants.map(({ name, weight }: { name: string; weight: number }) => [name, weight])).toEqual(
    [
      ["B", 2],
      ["C", 1],
    ],
  );
  expect(cleared.campaign.variants[0].id).toBe(before.variants[1].id);
  expect(refused.userErrors.map(({ code, message }: { code: string; message: string }) => [code, message])).toEqual([
    ["REQUIRED", "name cannot be cleared"],
    ["REQUIRED", "goal cannot be cleared"],
    ["REQUIRED", "variants cannot be cleared"],
  ]);
});

const REFUSED: readonly [string, object, { path: string[]; message?: unknown }][] = [
  ["it has no name", { name: " " }, { path: ["name"], message: "name is empty" }],
  [
    "too many are held out",
    { holdoutShare: 0.51 },
    { path: ["holdoutShare"], message: "holdoutShare is 0.51; it is from 0 to 0.5" },
  ],
  ["it ends before it starts", { startsAt: later(20), endsAt: later(10) }, { path: ["endsAt"] }],
  [
    "its end has passed",
    { endsAt: later(-1) },
    { path: ["endsAt"], message: `endsAt is ${later(-1)}, which has passed; it is a moment to come` },
  ],
  ["a budget has no cost", { budget: gbp("5") }, { path: ["costPerMessage"] }],
  [
    "budget and cost differ in currency",
    { budget: gbp("5"), costPerMessage: { amount: "1", currency: "EUR" } },
    {
      path: ["costPerMessage", "currency"],
      message: "costPerMessage is in EUR, and budget in GBP; both are in one currency",
    },
  ],
  ["quiet hours are none", { quietHours: { from: "21:00", to: "8", timeZone: "UTC" } }, { path: ["quietHours", "to"] }],
  [
    "the cap is none",
    { frequencyCap: { messages: 0, perDays: 1 } },
    { path: ["frequencyCap", "messages"], message: "frequencyCap.messages is 0; it is from 1 to 1000" },
  ],
  [
    "there is no variant",
    { variants: [] },
    { path: ["variants"], message: "variants is empty; a campaign has at least one" },
  ],
  [
    "two variants share a name",
    { variants: [anEmail(), anEmail()] },
    { path: ["variants", "1", "name"], message: "name is A, as is another variant's" },
  ],
  [
    "a channel reaches nobody",
    { variants: [anEmail({ channel: "WEB" })] },
    {
      path: ["variants", "0", "channel"],
      message:
        "channel is WEB, on which nobody can be sent a message; it is one of EMAIL, SMS, CALL_CENTER, PUSH, SOCIAL, DIRECT_MAIL",
    },
  ],
  [
    "a template names what there is not",
    { variants: [anEmail({ body: "Hi {{ customer.fistName }}" })] },
    { path: ["variants", "0", "body"], message: expect.stringContaining("did you mean firstName?") },
  ],
  ["an attribution is none", { attributionDays: 0 }, { path: ["attributionDays"] }],
  [
    "a weight is none",
    { variants: [anEmail({ weight: 0 })] },
    { path: ["variants", "0", "weight"], message: "weight is 0; it is above 0, and at most 1000000" },
  ],
];

test("what a campaign cannot be is refused, with its place and what would be right; nothing is written", async () => {
  const app = await startApp();
  await people(app, "ada");
  const segmentId = await everybody(app);
  for (const [why, given, { path, ...told }] of REFUSED) {
    const { createCampaign } = await app.query(CREATE, {
      input: { name: "Spring", segmentId, variants: [anEmail()], ...given },
    });
    const refusal = { code: "INVALID", path: ["input", ...path], ...told };
    expect([why, createCampaign]).toMatchObject([why, { campaign: null, userErrors: [refusal] }]);
  }
  expect(await app.query("{ campaigns { totalCount } }")).toEqual({ campaigns: { totalCount: 0 } });
});

test("a campaign is for a segment that there is and that is in use", async () => {
  const app = await startApp();
  const archived = await aSegment(app, { key: "old", customerIds: [] });
  await app.query("mutation ($id: ID!) { archiveSegment(input: { id: $id }) { segment { id } } }", { id: archived });

  const [unknown, old] = await Promise.all(
    ["seg_x", archived].map((segmentId) =>
      app.query(CREATE, { input: { name: "A", segmentId, variants: [anEmail()] } }),
    ),
  );

  expect(unknown.createCampaign.userErrors).toMatchObject([
    { code: "NOT_FOUND", message: "there is no segment seg_x", path: ["input", "segmentId"] },
  ]);
  expect(old.createCampaign.userErrors).toMatchObject([
    { code: "INVALID", message: "the segment old is archived: nobody is in it" },
  ]);
});

test("a scheduled campaign is launched when its time comes, for whoever is in its segment then", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const id = await aCampaign(app, { startsAt: later(60) });
  await move(app, "launch", id);
  await app.settle();
  expect(await reportOf(app, id)).toMatchObject({ audience: 0 });
  await people(app, "bob");
  await app.settle();

  app.setNow(new Date(later(60)));
  await app.settle();

  expect(await statesOf(app, id)).toEqual({ ada: "DELIVERED", bob: "DELIVERED" });
  expect(await statusOf(app, id)).toBe("COMPLETED");
});

test("at its end a campaign is over, whatever is still to be sent", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const id = await launched(app, { endsAt: later(30), quietHours: { from: "11:00", to: "20:00", timeZone: "UTC" } });
  const paused = await launched(app, {
    endsAt: later(30),
    quietHours: { from: "11:00", to: "20:00", timeZone: "UTC" },
  });
  await move(app, "pause", paused);

  app.setNow(new Date(later(30)));
  await app.settle();

  expect([await statusOf(app, id), await statusOf(app, paused)]).toEqual(["COMPLETED", "COMPLETED"]);
  app.setNow(new Date(later(24 * 60)));
  await app.settle();
  expect(await statesOf(app, id)).toEqual({ ada: "PENDING" });
  expect(await reportOf(app, id)).toMatchObject({ audience: 1, pending: 1, sent: 0 });
});

test("a paused campaign sends nothing, and goes on where it stopped", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob");
  const id = await launched(app, { quietHours: { from: "11:00", to: "13:00", timeZone: "UTC" } });
  await move(app, "pause", id);

  app.setNow(new Date(later(120)));
  await app.settle();
  const paused = await statesOf(app, id);
  await move(app, "resume", id);
  await app.settle();

  expect(paused).toEqual({ ada: "PENDING", bob: "PENDING" });
  expect(await statesOf(app, id)).toEqual({ ada: "DELIVERED", bob: "DELIVERED" });
});

test("a scheduled campaign without a time is a draft again, and one whose segment is archived never starts", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada");
  const segmentId = await aSegment(app, { rule: { behaviour: { did: "PAGE_VIEWED" } } });
  const [drafted, archived] = [
    await aCampaign(app, { startsAt: later(60) }),
    await aCampaign(app, { startsAt: later(60), segmentId }),
  ];
  await move(app, "launch", drafted);
  await move(app, "launch", archived);

  const past = await update(app, { id: drafted, expectedVersion: 2, startsAt: later(-1) });
  const { campaign } = await update(app, { id: drafted, expectedVersion: 2, startsAt: null });
  await app.query("mutation ($id: ID!) { archiveSegment(input: { id: $id }) { segment { id } } }", { id: segmentId });
  app.setNow(new Date(later(60)));
  await app.settle();

  expect(past.userErrors).toMatchObject([{ code: "INVALID", path: ["input", "startsAt"] }]);
  expect(campaign.status).toBe("DRAFT");
  expect([await statusOf(app, drafted), await statusOf(app, archived)]).toEqual(["DRAFT", "CANCELLED"]);
  expect(await reportOf(app, archived)).toMatchObject({ audience: 0 });
});

test("whoever has just left a segment is not in the audience", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob");
  const lives = (user: string, city: string) =>
    app.query("mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { userErrors { message } } }", {
      input: { identities: [{ kind: "USER_ID", value: user }], city },
    });
  for (const user of ["ada", "bob"]) await lives(user, "Bath");
  const segmentId = await aSegment(app, { rule: { trait: { name: "city", is: "EQUAL", value: "Bath" } } });
  const id = await aCampaign(app, { segmentId });

  app.setNow(new Date(later(1)));
  await lives("ada", "York");
  await move(app, "launch", id);
  await app.settle();

  expect(await statesOf(app, id)).toEqual({ bob: "DELIVERED" });
});
