import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aSegment, preview } from "./segments.ts";

const viewers = { behaviour: { did: "PAGE_VIEWED" } };
const READ = `query ($id: ID!) {
  segment(id: $id) { size suppressed members { totalCount nodes { id } } membershipChanges { totalCount } }
  customers(first: 1) { nodes { segments { id } } }
}`;

async function aShopOf(people: number): Promise<TestApp> {
  const app = await startApp();
  const seen = Array.from({ length: people }, (_, index) =>
    aTouchpoint({ identities: [{ kind: "USER_ID", value: `user-${index}` }] }),
  );
  await record(app, ...seen);
  return app;
}

test.each([
  [9, { size: null, suppressed: true, members: { totalCount: 0, nodes: [] }, membershipChanges: { totalCount: 0 } }, 0],
  [
    10,
    {
      size: 10,
      suppressed: false,
      members: { totalCount: 10, nodes: expect.any(Array) },
      membershipChanges: { totalCount: 10 },
    },
    1,
  ],
])("of %i people an analyst is told what nobody can be known by", async (people, segment, own) => {
  const app = await aShopOf(people);
  const id = await aSegment(app, { rule: viewers });

  const analyst = await app.query(READ, { id }, "ANALYST");
  const marketer = await app.query(READ, { id }, "MARKETER");
  const { data } = await preview(app, viewers, "ANALYST");

  expect(analyst.segment).toEqual(segment);
  expect(analyst.customers.nodes[0].segments).toHaveLength(own);
  expect(marketer.segment).toMatchObject({ size: people, suppressed: false, members: { totalCount: people } });
  expect(data.previewSegment).toMatchObject(
    own === 0 ? { size: null, share: null, suppressed: true, sample: [] } : { size: 10, share: 1, suppressed: false },
  );
});

test.each([
  { trait: { name: "email", is: "EXISTS" } },
  { trait: { name: "vip", is: "EQUAL", value: true } },
  { not: { behaviour: { did: "PAGE_VIEWED", properties: [{ name: "a", is: "EXISTS" }] } } },
])("an analyst may not find out by a rule what is masked: %j", async (rule) => {
  const app = await aShopOf(1);

  const { errors } = await preview(app, rule, "ANALYST");
  const list = await app.send(
    "query ($filter: SegmentRuleInput) { customers(filter: $filter) { totalCount } }",
    { filter: { identity: "EMAIL" } },
    "ANALYST",
  );

  expect(errors?.map(({ message, extensions }) => [message, extensions["code"]])).toEqual([
    ["The rule reads personal data, which is not for the role ANALYST.", "FORBIDDEN"],
  ]);
  expect(list.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
});

test("an analyst does not read personal data out of a rule", async () => {
  const app = await aShopOf(10);
  const rule = { any: [{ trait: { name: "email", is: "EQUAL", value: "ada@example.com" } }, viewers] };
  const id = await aSegment(app, { rule });
  const read = "query ($id: ID!) { segment(id: $id) { rule ruleText size } }";

  const analyst = await app.query(read, { id }, "ANALYST");
  const marketer = await app.query(read, { id }, "MARKETER");

  expect(analyst.segment).toEqual({
    rule: null,
    ruleText: "Customers whom a rule chooses that reads personal data.",
    size: 10,
  });
  expect(marketer.segment).toMatchObject({ rule, size: 10 });
});

test("an analyst does not learn of a small group by asking for everybody else", async () => {
  const app = await aShopOf(30);
  const small = await aSegment(app, {
    rule: { all: [viewers, { trait: { name: "country", is: "EQUAL", value: "GB" } }] },
  });
  const most = { trait: { name: "firstSeenAt", is: "EXISTS" } };

  const { data: rest } = await preview(app, { all: [most, { not: { segment: small } }] }, "ANALYST");
  await record(app, aTouchpoint({ type: "SEARCHED", identities: [{ kind: "USER_ID", value: "user-1" }] }));
  const { data: others } = await preview(app, { not: { behaviour: { did: "SEARCHED" } } }, "ANALYST");

  for (const { previewSegment } of [rest, others]) {
    expect(previewSegment).toMatchObject({ size: null, share: null, suppressed: true, sample: [] });
  }
});
