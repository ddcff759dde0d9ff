import { onTestFinished } from "vitest";
import type { OutgoingMessage } from "../../../src/campaigns/delivery/adapter.ts";
import { type SmtpLimits, smtpAdapter } from "../../../src/campaigns/delivery/smtp.ts";

export const outgoing = (given: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: "cmp_0a1b.cus_2c3d",
  customerId: "01890000-0000-7000-8000-000000000001",
  campaignId: "01890000-0000-7000-8000-000000000002",
  channel: "EMAIL",
  address: "ada@customer.example",
  subject: "News",
  html: null,
  text: "What is new.",
  unsubscribeUrl: "https://shop.example/unsubscribe/abc",
  ...given,
});

/** The adapter for a server of the test's, which goes with the test. */
export function adapterFor(url: string, limits: Partial<SmtpLimits> = {}) {
  const adapter = smtpAdapter({ url, from: "My shop <news@shop.example>", limits });
  onTestFinished(() => adapter.close());
  return adapter;
}
