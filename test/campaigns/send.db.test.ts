import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { assignmentsOf, launched, people, reportOf, sandbox, statesOf } from "./campaigns.ts";

test("a launched campaign sends each of its customers one message, and says so", async () => {
  const app = await startApp({ training: true });
  await people(app, "ada", "bob");

  const id = await launched(app, {
    variants: [{ name: "A", channel: "EMAIL", subject: "Hi {{ customer.id }}", body: "<p>Hello</p>" }],
  });

  expect(await statesOf(app, id)).toEqual({ ada: "DELIVERED", bob: "DELIVERED" });
  expect((await sandbox(app)).map(({ address }) => address)).toEqual(["ada@example.com", "bob@example.com"]);
  const ada = (await assignmentsOf(app, id)).get("ada");
  expect(ada).toMatchObject({
    sentAt: "2026-06-15T12:00:00.000Z",
    subject: `Hi ${ada?.customer.id}`,
    convertedAt: null,
  });
  expect(await reportOf(app, id)).toMatchObject({ audience: 2, sent: 2, delivered: 2, pending: 0 });
  const { customer } = await app.query(
    `{ customer(identity: { kind: USER_ID, value: "ada" }) { touchpoints { nodes { type channel campaign { id } } } } }`,
  );
  expect(customer.touchpoints.nodes.slice(0, 2)).toEqual(
    expect.arrayContaining([
      { type: "MESSAGE_SENT", channel: "EMAIL", campaign: { id } },
      { type: "MESSAGE_DELIVERED", channel: "EMAIL", campaign: { id } },
    ]),
  );
});
