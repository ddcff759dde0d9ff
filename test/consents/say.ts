import { expect } from "vitest";
import type { TestApp } from "../support/app.ts";

type Given = Readonly<Record<string, unknown>>;

export const RECORD_CONSENT = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) {
  customer { id } consent { purpose channel status source proof recordedAt } userErrors { code message path }
} }`;

/** Ada allows messages; a test says only what it is about. */
export const aConsent = (given: Given = {}) => ({
  ...("customerId" in given ? {} : { identity: { kind: "USER_ID", value: "ada" } }),
  purpose: "MARKETING",
  status: "GRANTED",
  source: "shop",
  recordedAt: "2026-06-01T10:00:00.000Z",
  ...given,
});

/** Records what must be taken; gives the customer's id. */
export async function say(app: TestApp, ...said: Given[]): Promise<string> {
  let id = "";
  for (const input of said) {
    const { recordConsent } = await app.query(RECORD_CONSENT, { input: aConsent(input) });
    expect(recordConsent.userErrors).toEqual([]);
    id = recordConsent.customer.id;
  }
  return id;
}

const READ = `query ($identity: IdentityInput!) { customer(identity: $identity) {
  consents { purpose channel status }
  consentHistory { totalCount nodes { purpose channel status source proof recordedAt } }
} }`;

/** What is in force as "PURPOSE CHANNEL STATUS", and all that was said. */
export async function consentsOf(app: TestApp, value = "ada", kind = "USER_ID") {
  const { customer } = await app.query(READ, { identity: { kind, value } });
  const inForce = customer.consents.map(
    (each: { purpose: string; channel: string | null; status: string }) =>
      `${each.purpose} ${each.channel ?? "everywhere"} ${each.status}`,
  );
  return { inForce, history: customer.consentHistory.nodes, count: customer.consentHistory.totalCount };
}

/** How many rows there are of all that a refused or suppressed message must not leave behind. */
export async function leftovers(app: TestApp): Promise<Record<string, number>> {
  const tables = ["customer", "identifier", "identity", "identity_evidence", "product", "touchpoint", "consent"];
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const [row] = await app.dataSource.query(`select ${counts.join(", ")}`);
  return row;
}
