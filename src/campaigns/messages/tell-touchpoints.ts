import type { EntityManager } from "typeorm";
import { toId } from "../../graphql/ids.ts";
import { type IncomingTouchpoint, type Ingestion, recordTouchpoints } from "../../touchpoints/index.ts";
import { type Failed, SOURCE } from "../campaign.ts";
import { messageName } from "./compose-message.ts";
import { noteTold, readUntold, type Untold } from "./told.store.ts";

const MOST_AT_ONCE = 500;

/**
 * Makes touchpoints of what has become of a campaign's messages, by the one way in that there is; gives how many messages were told
 * of. Their message ids are their own, so that what is told twice, after a crash in between, is there once.
 */
export async function tellTouchpoints(
  manager: EntityManager,
  { ingestion, failed }: { readonly ingestion: Ingestion; readonly failed: Failed },
  campaignId: string,
  now: Date,
): Promise<number> {
  const untold = await readUntold(manager, campaignId, MOST_AT_ONCE);
  if (untold.length === 0) return 0;
  const touchpoints = untold.flatMap((message) => touchpointsOf(message, campaignId));
  const outcomes = await recordTouchpoints(ingestion, touchpoints, { source: SOURCE, keeping: "30 days", now });
  const refused = outcomes.find(({ status }) => status === "QUARANTINED");
  if (refused !== undefined) failed(campaignId, new Error(`a message is no touchpoint: ${refused.reasons.join("; ")}`));
  await noteTold(
    manager,
    campaignId,
    untold.map(({ customerId }) => customerId),
  );
  return untold.length;
}

/** None of somebody who has been erased meanwhile. */
function touchpointsOf(message: Untold, campaignId: string): IncomingTouchpoint[] {
  const { customerId, channel, identity, sentAt, deliveredAt, bouncedAt } = message;
  if (identity === null) return [];
  const name = messageName({ campaignId, customerId });
  const one = (type: "MESSAGE_SENT" | "MESSAGE_DELIVERED" | "MESSAGE_BOUNCED", occurredAt: Date | null) =>
    occurredAt === null
      ? []
      : [
          {
            messageId: `${name} ${type}`,
            channel,
            type,
            occurredAt,
            identities: [identity],
            campaignId: toId("cmp", campaignId),
          },
        ];
  return [
    ...one("MESSAGE_SENT", sentAt),
    ...one("MESSAGE_DELIVERED", deliveredAt),
    ...one("MESSAGE_BOUNCED", bouncedAt),
  ];
}
