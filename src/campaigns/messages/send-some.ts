import type { DataSource, EntityManager } from "typeorm";
import { onCitus } from "../../database/citus.ts";
import { takeTurn } from "../../database/locks.ts";
import { bound, sql } from "../../database/sql.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Reader } from "../../reading/index.ts";
import type { Listed } from "../../scoring/index.ts";
import { NO_CURRENCY, readCurrency, type ShopSettings } from "../../shop/index.ts";
import type { Channel } from "../../touchpoints/index.ts";
import { readCampaign, type StoredCampaign } from "../campaign.store.ts";
import { type Failed, hasCome, MESSAGES, turnOf } from "../campaign.ts";
import type { DeliveryAdapter } from "../delivery/adapter.ts";
import type { MakesLinks } from "../links/message-links.ts";
import { compile } from "../template/render-message.ts";
import { type Decisions, decide } from "./decide.ts";
import { apart, deliverAllOutside, deliverInside } from "./deliver-messages.ts";
import { affordable, type Decided, dueCustomers, readDue, writeDecided } from "./message.store.ts";

/** Who works out what is recommended; the scoring service. */
export interface RecommendsLists {
  lists(customerIds: readonly string[], count: number, reader: Reader): Promise<Map<string, readonly Listed[]>>;
}

/** All that sending needs of the program around it. */
export interface SenderParts {
  readonly dataSource: DataSource;
  readonly shop: ShopSettings;
  readonly recommends: RecommendsLists;
  readonly links: MakesLinks;
  /** Who delivers on a channel. */
  readonly adapterFor: (channel: Channel) => DeliveryAdapter;
  readonly clock: () => Date;
  readonly failed: Failed;
}

/** A transaction of so many messages is soon done. */
export const MOST_AT_ONCE = 500;

/**
 * Decides on a campaign's next messages, as many as that at most, and lets them go; gives how many were decided on. What is written here
 * leaves with the transaction, exactly once. What goes outside is marked as on its way out before, at most once: no more than are taken at
 * a time, so that each is asked for right before it leaves, and few are in doubt when a process dies.
 */
export async function sendSome(parts: SenderParts, campaignId: string, most: number): Promise<number> {
  const { manager } = parts.dataSource;
  const campaign = await readCampaign(manager, campaignId);
  if (campaign === undefined || !isSending(campaign, parts.clock())) return 0;
  const due = await dueCustomers(manager, campaignId, parts.clock(), Math.min(most, atOnce(parts, campaign)));
  if (due.length === 0) return 0;
  const lists = await listsFor(parts, campaign, due);
  const customerIds = due.map(({ customerId }) => customerId);
  const decisions = await inTransaction(parts.dataSource, (manager) =>
    decideAndWrite(manager, parts, campaignId, customerIds, lists),
  );
  await deliverAllOutside(parts, campaignId, decisions.leaving);
  return decisions.leaving.length + decisions.settled.length;
}

const isSending = ({ status, endsAt }: StoredCampaign, now: Date): boolean =>
  status === "RUNNING" && !hasCome(endsAt, now);

/** How many of a campaign's messages the slowest of its ways takes. */
function atOnce({ adapterFor }: SenderParts, { variants }: StoredCampaign): number {
  const taken = variants.map(({ channel }) => {
    const adapter = adapterFor(channel);
    return adapter.inTransaction ? MOST_AT_ONCE : adapter.atOnce;
  });
  return Math.min(MOST_AT_ONCE, ...taken);
}

/** Recommendations take their time: they are worked out before anybody has to wait for the transaction. */
async function listsFor(
  { recommends, dataSource, shop, clock }: SenderParts,
  { variants }: StoredCampaign,
  due: readonly { customerId: string; variantId: string }[],
): Promise<ReadonlyMap<string, readonly Listed[]>> {
  const slots = new Map(variants.map(({ id, recommendationSlots }) => [id, recommendationSlots]));
  const wanting = due.filter(({ variantId }) => (slots.get(variantId) ?? 0) > 0);
  const most = Math.max(0, ...slots.values());
  return recommends.lists(
    wanting.map(({ customerId }) => customerId),
    most,
    internalReader(dataSource, shop, clock()),
  );
}

/** Reads for the program itself, which may see all. */
const internalReader = (dataSource: DataSource, shop: ShopSettings, at: Date): Reader => ({
  viewer: { name: "campaigns", role: "ADMIN" },
  now: sql`${bound(at)}`,
  at,
  shop,
  spread: onCitus(dataSource),
});

/** Who is messaged and who is not, as of this transaction; gives what is still to go outside. */
async function decideAndWrite(
  manager: EntityManager,
  parts: SenderParts,
  campaignId: string,
  customerIds: readonly string[],
  lists: ReadonlyMap<string, readonly Listed[]>,
): Promise<Decisions> {
  await takeTurn(manager, MESSAGES);
  await takeTurn(manager, turnOf(campaignId));
  const now = parts.clock();
  const campaign = await readCampaign(manager, campaignId);
  if (campaign === undefined || !isSending(campaign, now)) return { leaving: [], settled: [] };
  const facts = {
    assumedConsents: parts.shop.assumedConsents,
    perDays: campaign.frequencyCap?.perDays,
    now: sql`${bound(now)}`,
  };
  const due = await readDue(manager, campaignId, customerIds, facts);
  const shop = { ...parts.shop, currency: (await readCurrency(manager)) ?? NO_CURRENCY };
  const compiled = new Map(campaign.variants.map((variant) => [variant.id, compile(variant)]));
  const left = await affordable(manager, campaign);
  // One that does not leave after all costs nothing: nobody is told that the budget is spent while others may yet come back.
  const paid = left > 0 && due.length > left ? due.slice(0, left) : due;
  const decisions = await decide(paid, { campaign, compiled, shop, links: parts.links, lists, affordable: left, now });
  const [inside, outside] = apart(parts, decisions.leaving);
  const written = await deliverInside(manager, parts, inside, now);
  await writeDecided(manager, campaignId, [
    ...decisions.settled,
    ...written,
    ...outside.map(({ row }): Decided => ({ ...row, status: "SENDING", sentAt: now })),
  ]);
  return { leaving: outside, settled: [...decisions.settled, ...written] };
}
