import type { DataSource } from "typeorm";
import { toId } from "../../graphql/ids.ts";
import { type Ingestion, recordTouchpoints } from "../../touchpoints/index.ts";
import { SOURCE } from "../campaign.ts";
import { readReached } from "../messages/told.store.ts";
import { type LinkKind, type LinkOf, linkMessageId } from "./sign-link.ts";

export interface RecordLinkParts {
  readonly dataSource: DataSource;
  readonly ingestion: Ingestion;
  readonly clock: () => Date;
}

const TYPES = { open: "MESSAGE_OPENED", click: "MESSAGE_CLICKED", unsubscribe: "UNSUBSCRIBED" } as const;

/**
 * Makes a touchpoint of what a customer did by a link of a message; says whether there is such a message. A message is opened once, and each
 * of its links clicked once, however often that is done again; every unsubscribing counts, for a consent may have been given meanwhile.
 */
export async function recordLink(
  { dataSource, ingestion, clock }: RecordLinkParts,
  kind: LinkKind,
  of: LinkOf,
  url = "",
): Promise<boolean> {
  const reached = await readReached(dataSource.manager, of.campaignId, of.customerId);
  if (reached === undefined) return false;
  const now = clock();
  const again = kind === "unsubscribe" ? ` ${now.toISOString()}` : "";
  const touchpoint = {
    messageId: linkMessageId(kind, of, url) + again,
    channel: reached.channel,
    type: TYPES[kind],
    occurredAt: now,
    identities: [reached.identity],
    campaignId: toId("cmp", of.campaignId),
    ...(kind === "click" && { properties: { url } }),
  } as const;
  const [outcome] = await recordTouchpoints(ingestion, [touchpoint], { source: SOURCE, keeping: "for ever", now });
  if (outcome?.status === "QUARANTINED")
    throw new Error(`what a link did was not taken: ${outcome.reasons.join("; ")}`);
  return true;
}
