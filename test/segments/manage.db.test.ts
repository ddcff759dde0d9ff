import "reflect-metadata";
import { expect, test } from "vitest";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { ARCHIVE, aSegment, CREATE, changesOf, membersOf, preview, UPDATE } from "./segments.ts";

const by = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const viewers = { behaviour: { did: "PAGE_VIEWED" } };
const buyers = { behaviour: { did: "ORDER_COMPLETED" } };

const idOf = async (app: TestApp, user: string): Promise<string> => {
  const { customer } = await app.query(`{ customer(identity: { kind: USER_ID, value: "${user}" }) { id } }`);
  return customer.id;
};

async function aShop(): Promise<TestApp> {
  const app = await startApp();
  await record(app, aTouchpoint(by("ada")), aTouchpoint(by("bob")), anOrder("1", by("cem")));
  return app;
}

test("a rule comes back as it was given: without defaults, moments as they were written", async () => {
  const app = await aShop();
  const rule = {
    all: [
      { behaviour: { did: "PAGE_VIEWED", within: { from: "2026-06-01T02:00:00+02:00" } } },
      { behaviour: { did: "PAGE_VIEWED", countIs: "AT_LEAST", count: 1, valueAtLeast: null } },
    ],
  };
  const literal = `mutation { createSegment(input: { key: "b", name: "B", rule: { all: { behaviour: { did: PAGE_VIEWED, channel: WEB } } } }) { segment { rule } userErrors { message } } }`;

  const { createSegment } = await app.query(CREATE, { input: { key: "a", name: " A ", description: "Some.", rule } });
  const inline = await app.query(literal);

  expect(createSegment).toEqual({
    segment: {
      id: expect.stringMatching(/^seg_[0-9a-f]{32}$/),
      ...{ key: "a", name: "A", description: "Some.", kind: "RULE", rule, status: "ACTIVE", size: 2, version: 1 },
      ruleText: "Customers who viewed a page from 2026-06-01T00:00:00.000Z on and who viewed a page.",
    },
    userErrors: [],
  });
  expect(inline.createSegment).toEqual({
    segment: { rule: { all: [{ behaviour: { did: "PAGE_VIEWED", channel: ["WEB"] } }] } },
    userErrors: [],
  });
});

test.each<[string, object, object]>([
  ["the key is none", { key: "Big Spenders" }, { code: "INVALID", path: ["input", "key"] }],
  ["the key is a cluster's", { key: "cluster-3" }, { code: "INVALID", path: ["input", "key"] }],
  ["the key is taken", { key: "taken" }, { code: "TAKEN", path: ["input", "key"] }],
  ["the name is empty", { name: " " }, { code: "INVALID", path: ["input", "name"] }],
  ["neither rule nor list is given", { rule: null }, { code: "REQUIRED", path: ["input", "rule"] }],
  ["both are given", { customerIds: [] }, { code: "INVALID", path: ["input", "rule"] }],
  [
    "somebody is nobody",
    { rule: null, customerIds: ["cus_x"] },
    { code: "NOT_FOUND", path: ["input", "customerIds", "0"] },
  ],
])("a segment is not made where %s", async (_why, given, error) => {
  const app = await aShop();
  await aSegment(app, { key: "taken", customerIds: [] });
  const count = () => app.dataSource.query("select count(*)::int as n from segment");
  const before = await count();

  const { createSegment } = await app.query(CREATE, { input: { key: "a", name: "A", rule: viewers, ...given } });

  expect(createSegment).toEqual({ segment: null, userErrors: [expect.objectContaining(error)] });
  expect(await count()).toEqual(before);
});

test("another rule has other members at once, and whoever reads the segment has them soon", async () => {
  const app = await aShop();
  const id = await aSegment(app, { rule: viewers });
  const reader = await aSegment(app, { rule: { not: { segment: id } } });

  const { updateSegment } = await app.query(UPDATE, {
    input: { id, expectedVersion: 1, rule: buyers, name: "Buyers" },
  });
  const now = await membersOf(app, id);
  await app.settle();

  expect(updateSegment).toMatchObject({
    segment: { name: "Buyers", rule: buyers, version: 2, size: 1 },
    userErrors: [],
  });
  expect(now).toEqual(["cem"]);
  expect(await membersOf(app, reader)).toEqual(["ada", "bob"]);
  const changes = (await changesOf(app, id)).map((change) => change.replace(` ${NOW.toISOString()}`, ""));
  expect(changes.slice(0, 2).sort()).toEqual(["ada ENTERED", "bob ENTERED"]);
  expect(changes.slice(2).sort()).toEqual(["ada LEFT", "bob LEFT", "cem ENTERED"]);
});

test("of two who change a segment, the one who has not seen the other's change is told", async () => {
  const app = await aShop();
  const id = await aSegment(app, { rule: viewers });
  await app.query(UPDATE, { input: { id, expectedVersion: 1, name: "First" } });

  const { updateSegment } = await app.query(UPDATE, { input: { id, expectedVersion: 1, name: "Second" } });

  expect(updateSegment).toEqual({
    segment: null,
    userErrors: [
      {
        code: "CONFLICT",
        message: "the segment has changed: its version is 2, not 1; read it again",
        path: ["input", "expectedVersion"],
      },
    ],
  });
});

test("what cannot be cleared is needed, and what a segment of its kind does not have is refused", async () => {
  const app = await aShop();
  const [rule, list] = [
    await aSegment(app, { rule: viewers, description: "Old." }),
    await aSegment(app, { customerIds: [] }),
  ];
  const ada = await idOf(app, "ada");
  const update = async (input: object) => (await app.query(UPDATE, { input })).updateSegment;

  const cleared = await update({ id: rule, name: null, rule: null });
  const ruled = await update({ id: list, rule: viewers });
  const listed = await update({ id: rule, addCustomerIds: [ada] });
  const described = await update({ id: rule, description: null });
  const nobody = await update({ id: "seg_x", name: "X" });

  expect(
    cleared.userErrors.map(({ code, path }: { code: string; path: string[] }) => `${code} ${path.join(" ")}`),
  ).toEqual(["REQUIRED input name", "REQUIRED input rule"]);
  expect(ruled.userErrors).toEqual([
    { code: "INVALID", message: "a STATIC segment has no rule", path: ["input", "rule"] },
  ]);
  expect(listed.userErrors[0]).toMatchObject({ code: "INVALID", path: ["input", "addCustomerIds"] });
  expect(described.segment.description).toBeNull();
  expect(nobody.userErrors).toEqual([
    { code: "NOT_FOUND", message: "there is no segment seg_x", path: ["input", "id"] },
  ]);
});

test("a list takes people on and off, and those who read it follow", async () => {
  const app = await aShop();
  const [ada, bob, cem] = await Promise.all(["ada", "bob", "cem"].map((user) => idOf(app, user)));
  const list = await aSegment(app, { customerIds: [ada, ada, bob] });
  const reader = await aSegment(app, { rule: { all: [{ segment: list }, viewers] } });
  const first = await membersOf(app, reader);

  const { updateSegment } = await app.query(UPDATE, {
    input: { id: list, addCustomerIds: [cem], removeCustomerIds: [ada] },
  });
  await app.settle();

  expect(first).toEqual(["ada", "bob"]);
  expect(updateSegment).toMatchObject({
    segment: { kind: "STATIC", rule: null, ruleText: "Customers who are on a list.", size: 2 },
  });
  expect(await membersOf(app, list)).toEqual(["bob", "cem"]);
  expect(await membersOf(app, reader)).toEqual(["bob"]);
});

test("segments that would read each other in a circle are refused", async () => {
  const app = await aShop();
  const a = await aSegment(app, { rule: viewers });
  const b = await aSegment(app, { rule: { segment: a } });
  const c = await aSegment(app, { rule: { any: [{ segment: b }, buyers] } });
  const through = async (other: string) =>
    (await app.query(UPDATE, { input: { id: a, rule: { not: { segment: other } } } })).updateSegment;

  const told = [await through(a), await through(b), await through(c)];

  expect(told.map(({ userErrors }) => userErrors)).toEqual(
    told.map(() => [
      {
        code: "INVALID",
        message: "rule: reads a segment whose own members depend on this one; no circle can be worked out",
        path: ["input", "rule"],
      },
    ]),
  );
  expect(await membersOf(app, a)).toEqual(["ada", "bob"]);
});

test("an archived segment has no members, is in no list of active ones, and keeps its history", async () => {
  const app = await aShop();
  const id = await aSegment(app, { key: "old", rule: viewers });
  const reader = await aSegment(app, { key: "reader", rule: { segment: id } });
  const archive = async (segment: string) => (await app.query(ARCHIVE, { input: { id: segment } })).archiveSegment;

  const refused = await archive(id);
  await archive(reader);
  app.setNow(new Date("2026-06-15T13:00:00Z"));
  const archived = await archive(id);
  const again = await archive(id);
  const changed = (await app.query(UPDATE, { input: { id, name: "New" } })).updateSegment;
  await record(app, aTouchpoint(by("dot")));
  await app.settle();

  expect(refused.userErrors).toEqual([
    {
      code: "INVALID",
      message: "the rules of other segments read this one: reader; change or archive them first",
      path: ["input", "id"],
    },
  ]);
  expect(archived).toMatchObject({ segment: { status: "ARCHIVED", size: 0 }, userErrors: [] });
  expect(again).toEqual(archived);
  expect(changed.userErrors).toEqual([
    { code: "INVALID", message: "the segment is archived, and stays as it is", path: ["input", "id"] },
  ]);
  expect((await changesOf(app, id, "2026-06-15T13:00:00Z")).sort()).toEqual([
    "ada LEFT 2026-06-15T13:00:00.000Z",
    "bob LEFT 2026-06-15T13:00:00.000Z",
  ]);
  const { segments, archived: put } = await app.query(
    "{ segments(first: 100) { nodes { key } } archived: segments(status: ARCHIVED) { nodes { key } } }",
  );
  expect(segments.nodes.map(({ key }: { key: string }) => key)).not.toContain("old");
  expect(put.nodes).toEqual([{ key: "old" }, { key: "reader" }]);
});

test("a preview tells size, share and the newest of whom a rule would choose, and saves nothing", async () => {
  const app = await aShop();
  const before = await app.dataSource.query("select count(*)::int as n from segment_membership");

  const { data } = await preview(app, viewers);

  expect(data.previewSegment).toEqual({
    size: 2,
    share: 2 / 3,
    suppressed: false,
    ruleText: "Customers who viewed a page.",
    sample: expect.arrayContaining([
      { identities: [{ kind: "USER_ID", value: "ada" }] },
      { identities: [{ kind: "USER_ID", value: "bob" }] },
    ]),
  });
  expect(await app.dataSource.query("select count(*)::int as n from segment_membership")).toEqual(before);
});

test("a customer has their segments, by key", async () => {
  const app = await aShop();
  await aSegment(app, { key: "z-last", rule: viewers });
  await aSegment(app, { key: "a-first", customerIds: [await idOf(app, "ada")] });
  await aSegment(app, { key: "not-mine", rule: buyers });

  const { customer } = await app.query(
    '{ customer(identity: { kind: USER_ID, value: "ada" }) { segments { key size } } }',
  );

  expect(customer.segments).toEqual([
    { key: "a-first", size: 1 },
    { key: "z-last", size: 2 },
  ]);
});
