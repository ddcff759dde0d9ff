import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { anOrder, record } from "../support/builders.ts";
import { aSegment, membersOf } from "./segments.ts";

const READY = `{ segments(first: 100) { nodes { id key name kind rule ruleText } } }`;
const LABELS = `{ customers(first: 100) { nodes { identities { value } profile { rfm { recency label } } } } }`;

interface Labelled {
  readonly identities: readonly { readonly value: string }[];
  readonly profile: { readonly rfm: { readonly recency: number; readonly label: string } | null };
}

/** Forty customers, of whom each has bought so often and so long ago. */
async function buyers(app: TestApp, from = 0): Promise<void> {
  const orders = Array.from({ length: 40 }, (_, index) =>
    Array.from({ length: 1 + ((index * 7) % 6) }, (_unused, order) => {
      const days = (index * 13) % 50;
      return anOrder(`${from + index}-${order}`, {
        identities: [{ kind: "USER_ID", value: `user-${from + index}` }],
        occurredAt: new Date(Date.UTC(2026, 5, 14 - days, order)).toISOString(),
      });
    }),
  );
  await record(app, ...orders.flat());
}

async function labels(app: TestApp): Promise<Record<string, string[]>> {
  const { customers } = await app.query(LABELS);
  const found: Record<string, string[]> = {};
  for (const { identities, profile } of customers.nodes as Labelled[]) {
    const label = profile.rfm?.label ?? "";
    found[label] = [...(found[label] ?? []), identities[0]?.value ?? ""].sort();
  }
  return found;
}

async function members(app: TestApp): Promise<Record<string, string[]>> {
  const { segments } = await app.query(READY);
  const found: Record<string, string[]> = {};
  for (const { id, key, name } of segments.nodes) {
    const of = key.startsWith("rfm-") ? await membersOf(app, id) : [];
    if (of.length > 0) found[name] = of;
  }
  return found;
}

test("there is a segment for each usual name of RFM, whose members bear it, also when others have bought since", async () => {
  const app = await startApp();
  await buyers(app);
  await app.settle();
  const first = [await labels(app), await members(app)];
  app.setNow(new Date("2026-06-15T12:00:30Z"));
  await buyers(app, 40);
  await app.settle();
  app.setNow(new Date("2026-06-15T12:01:00Z"));
  await app.settle();

  const { segments } = await app.query(READY);
  expect(segments.nodes.map(({ name }: { name: string }) => name)).toEqual([
    "About to sleep",
    "At risk",
    "Cannot lose them",
    "Champions",
    "Hibernating",
    "Loyal customers",
    "Need attention",
    "New customers",
    "Potential loyalists",
    "Promising",
  ]);
  expect(Object.keys(first[0] ?? {}).length).toBeGreaterThan(6);
  expect(first[1]).toEqual(first[0]);
  expect(await members(app)).toEqual(await labels(app));
});

test("a ready-made segment's sentence and rule say the same", async () => {
  const app = await startApp();
  const { segments } = await app.query(READY);

  for (const { rule, ruleText, key } of segments.nodes) {
    const again = await aSegment(app, { key: `again-${key}`, rule });
    const { segment } = await app.query("query ($id: ID!) { segment(id: $id) { ruleText } }", { id: again });
    expect(segment.ruleText).toBe(ruleText);
  }
});

test("cut points that have moved move those who have not bought meanwhile", async () => {
  const app = await startApp();
  await buyers(app);
  await app.settle();
  const id = await aSegment(app, { rule: { profile: { name: "RFM_RECENCY", is: "EQUAL", value: 5 } } });
  const before = await membersOf(app, id);

  app.setNow(new Date("2026-06-15T12:00:30Z"));
  const newer = Array.from({ length: 100 }, (_, index) =>
    anOrder(`new-${index}`, {
      identities: [{ kind: "USER_ID", value: `new-${index}` }],
      occurredAt: "2026-06-15T11:00:00.000Z",
    }),
  );
  await record(app, ...newer);
  await app.settle();
  app.setNow(new Date("2026-06-15T12:01:00Z"));
  await app.settle();

  const after = await membersOf(app, id);
  expect(before.length).toBeGreaterThan(5);
  expect(after.filter((user) => user.startsWith("user-"))).toEqual([]);
});
