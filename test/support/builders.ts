import { expect } from "vitest";
import type { TestApp } from "./app.ts";

type Given = Readonly<Record<string, unknown>>;

let made = 0;
const unique = (what: string): string => {
  made += 1;
  return `${what}-${made}`;
};

export const gbp = (amount: string) => ({ amount, currency: "GBP" });

/** A product's page was seen; a test says only what it is about. */
export const aTouchpoint = (given: Given = {}) => ({
  messageId: unique("message"),
  channel: "WEB",
  type: "PAGE_VIEWED",
  occurredAt: "2026-06-01T10:00:00.000Z",
  identities: [{ kind: "USER_ID", value: "ada" }],
  ...given,
});

export const aLine = (given: Given = {}) => ({ sku: "mug", quantity: 1, unitPrice: gbp("10.00"), ...given });

/** An order was placed. */
export const anOrder = (orderNumber: string, given: Given = {}, order: Given = {}) =>
  aTouchpoint({ type: "ORDER_COMPLETED", order: { orderNumber, lines: [aLine()], ...order }, ...given });

/** Something of an order was given back; without lines and total the whole of it. */
export const aRefund = (orderNumber: string, given: Given = {}, order: Given = {}) =>
  aTouchpoint({
    type: "ORDER_REFUNDED",
    occurredAt: "2026-06-02T10:00:00.000Z",
    order: { orderNumber, lines: [], ...order },
    ...given,
  });

export const RECORD = `mutation ($input: RecordTouchpointsInput!) {
  recordTouchpoints(input: $input) {
    outcomes { messageId status reasons touchpoint { id type } customer { id } }
    userErrors { code message path }
  }
}`;

/** Sends touchpoints that must all be stored. */
export async function record(app: TestApp, ...touchpoints: object[]): Promise<void> {
  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });
  expect(recordTouchpoints.userErrors).toEqual([]);
  const refused = recordTouchpoints.outcomes.filter((outcome: { status: string }) => outcome.status !== "RECORDED");
  expect(refused).toEqual([]);
}
