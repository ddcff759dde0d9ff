import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { Consent } from "./consent.entity.ts";
import type { ConsentPurpose, ConsentStatus } from "./consent.ts";
import { isInForce } from "./newest-wins.ts";

export type Said = Omit<Consent, "id" | "receivedAt">;

/** The same thing said at the same moment has the same id; whose it is stays out, so that it is the same after a merge. */
export function consentId({ purpose, channel, status, source, proof, recordedAt }: Said): string {
  return uuidAt(recordedAt, JSON.stringify(["consent", purpose, channel, status, source, proof]));
}

/**
 * Adds what people said; what is there already stays as it is. A sender's clock may run ahead: what was said later than it was received
 * counts as of then, or nobody could withdraw it until that moment.
 */
export async function addConsents(manager: EntityManager, said: readonly Said[], receivedAt: Date): Promise<void> {
  const rows = new Map(
    said.map((each) => {
      const id = consentId(each);
      const recordedAt = each.recordedAt > receivedAt ? receivedAt : each.recordedAt;
      return [`${each.customerId} ${id}`, { ...each, id, recordedAt }];
    }),
  );
  await insertRows<Consent>(manager, Consent, [...rows.values()], {
    key: ["customerId", "id"],
    conflict: "nothing",
    same: { receivedAt },
  });
}

/** customer -> channel -> what is in force there, of those of these customers who said something of the purpose; "" is all channels. */
export async function readInForce(
  manager: EntityManager,
  purpose: ConsentPurpose,
  customerIds: readonly string[],
): Promise<Map<string, Map<string, ConsentStatus>>> {
  const rows = await run<{ customer_id: string; channel: string | null; status: ConsentStatus }>(
    manager,
    sql`select said.customer_id, said.channel, said.status from consent said
        where said.customer_id = any(${customerIds}::uuid[]) and said.purpose = ${purpose} and ${isInForce(raw("said"))}`,
  );
  const found = new Map<string, Map<string, ConsentStatus>>();
  for (const { customer_id, channel, status } of rows) {
    found.set(customer_id, (found.get(customer_id) ?? new Map()).set(channel ?? "", status));
  }
  return found;
}
