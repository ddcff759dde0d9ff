import "reflect-metadata";
import { expect, test } from "vitest";
import type { OutgoingMessage } from "../../../src/campaigns/delivery/adapter.ts";
import { sandboxAdapter } from "../../../src/campaigns/delivery/sandbox.ts";
import { aDatabase } from "../../support/database.ts";
import { outgoing } from "./outgoing.ts";

const NOW = new Date("2026-06-01T12:00:00.000Z");

/** A database with the customer of `outgoing`, and how messages are delivered in it. */
async function aSandbox() {
  const { dataSource } = await aDatabase();
  await dataSource.query("insert into customer (id, first_seen_at, last_seen_at) values ($1, $2, $2)", [
    outgoing().customerId,
    NOW,
  ]);
  const deliver = (messages: readonly OutgoingMessage[]) =>
    dataSource.transaction((manager) => sandboxAdapter.deliver(manager, messages, NOW));
  const rows = () => dataSource.query("select * from sandbox_message order by id");
  return { dataSource, deliver, rows };
}

test("a message is written down as it would have left", async () => {
  const { deliver, rows } = await aSandbox();
  const message = outgoing({ html: "<p>Grüße 🎉</p>", text: "Grüße" });

  expect(await deliver([message])).toEqual([{ status: "DELIVERED" }]);
  expect(await rows()).toEqual([
    {
      customer_id: message.customerId,
      id: message.id,
      campaign_id: message.campaignId,
      channel: "EMAIL",
      address: "ada@customer.example",
      subject: "News",
      html: "<p>Grüße 🎉</p>",
      body: "Grüße",
      headers: {
        "List-Unsubscribe": "<https://shop.example/unsubscribe/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
      written_at: NOW,
    },
  ]);
});

test("one of another channel has no headers", async () => {
  const { deliver, rows } = await aSandbox();
  await deliver([outgoing({ channel: "SMS", address: "+442071234567", subject: null })]);

  expect(await rows()).toMatchObject([{ channel: "SMS", subject: null, html: null, headers: {} }]);
});

test("each message has its answer in its place; what bounces or cannot be written is not written", async () => {
  const { deliver, rows } = await aSandbox();
  const given = [
    { id: "a", address: "ada@nowhere.invalid" },
    { id: "b", address: "ada@invalid.example" },
    { id: "c", text: "a\u0000b" },
    { id: "d", address: "ada@INVALID" },
    { id: "e", address: "invalid@customer.example" },
  ];
  const deliveries = await deliver(given.map(outgoing));

  expect(deliveries.map(({ status }) => status)).toEqual(["BOUNCED", "DELIVERED", "FAILED", "BOUNCED", "DELIVERED"]);
  expect(deliveries[2]).toEqual({
    status: "FAILED",
    reason: "text contains the NUL character, which text cannot hold",
  });
  expect(await rows()).toMatchObject([{ id: "b" }, { id: "e" }]);
});

test("a message is never written twice: the batch that holds it again fails as a whole", async () => {
  const { deliver, rows } = await aSandbox();
  await deliver([outgoing({ id: "a" })]);

  await expect(deliver([outgoing({ id: "b" }), outgoing({ id: "a" })])).rejects.toThrow("sandbox_message_pkey");
  expect(await rows()).toMatchObject([{ id: "a" }]);
});

test("messages go with their customer", async () => {
  const { dataSource, deliver, rows } = await aSandbox();
  await deliver([outgoing()]);
  await dataSource.query("delete from customer");

  expect(await rows()).toEqual([]);
});

test("no message is no statement's work", async () => {
  const { deliver } = await aSandbox();

  expect(await deliver([])).toEqual([]);
});
