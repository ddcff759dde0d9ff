import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aTouchpoint, RECORD, record } from "../support/builders.ts";

const TOUCHPOINTS = "{ touchpoints { totalCount nodes { messageId } } }";

test("an event sent twice is stored once, and the second is told which touchpoint the first became", async () => {
  const app = await startApp();
  const event = aTouchpoint({ messageId: "once" });
  const first = await app.query(RECORD, { input: { touchpoints: [event] } });

  const second = await app.query(RECORD, { input: { touchpoints: [event] } });

  const [recorded] = first.recordTouchpoints.outcomes;
  expect(second.recordTouchpoints.outcomes).toEqual([{ ...recorded, status: "DUPLICATE" }]);
  expect(await app.query(TOUCHPOINTS)).toEqual({ touchpoints: { totalCount: 1, nodes: [{ messageId: "once" }] } });
});

test("a batch takes the same number of statements whatever its size", async () => {
  const app = await startApp();
  const batch = (size: number, name: string) =>
    Array.from({ length: size }, (_, index) =>
      aTouchpoint({
        messageId: `${name} ${index}`,
        identities: [{ kind: "EMAIL", value: `${name}${index}@example.com` }],
      }),
    );
  await record(app, ...batch(1, "warm"));
  app.statements();
  await record(app, ...batch(2, "two"));
  const two = app.statements().length;

  await record(app, ...batch(500, "many"));

  expect(app.statements().length).toBe(two);
});
