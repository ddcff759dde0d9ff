import { textFault } from "../../database/text.ts";
import type { Delivery, OutgoingMessage, TransactionalAdapter } from "./adapter.ts";
import { writeSandboxMessages } from "./sandbox.store.ts";
import { unsubscribeHeaders } from "./unsubscribe-headers.ts";

/** RFC 2606 keeps this top-level domain for names that certainly do not exist. */
const NOWHERE = /[@.]invalid\.?$/i;

const DELIVERED: Delivery = { status: "DELIVERED" };

/** Writes messages into a table instead of sending them; addresses at `.invalid` bounce, so that bounces can be tried. */
export const sandboxAdapter: TransactionalAdapter = {
  name: "sandbox",
  inTransaction: true,
  async deliver(manager, messages, now) {
    const deliveries = messages.map((message) => refusal(message) ?? DELIVERED);
    const delivered = messages.filter((_, index) => deliveries[index] === DELIVERED);
    await writeSandboxMessages(manager, delivered.map(rowOf), now);
    return deliveries;
  },
};

/** One text that PostgreSQL cannot hold would make the whole batch fail. */
function refusal({ address, subject, html, text }: OutgoingMessage): Delivery | undefined {
  for (const [part, content] of Object.entries({ address, subject, html, text })) {
    const fault = content === null ? undefined : textFault(content);
    if (fault !== undefined) return { status: "FAILED", reason: `${part} ${fault}` };
  }
  if (!NOWHERE.test(address)) return undefined;
  return { status: "BOUNCED", reason: `nobody can be at ${address}: .invalid is the domain of what does not exist` };
}

function rowOf({ id, customerId, campaignId, channel, address, subject, html, text, unsubscribeUrl }: OutgoingMessage) {
  const headers = channel === "EMAIL" ? unsubscribeHeaders(unsubscribeUrl) : {};
  return { customerId, id, campaignId, channel, address, subject, html, body: text, headers };
}
