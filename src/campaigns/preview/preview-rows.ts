import type { DataSource } from "typeorm";
import { sql } from "../../database/sql.ts";
import { badUserInput } from "../../graphql/errors.ts";
import { fromId } from "../../graphql/ids.ts";
import type { ComputedRow, Reader } from "../../reading/index.ts";
import { NO_CURRENCY, readCurrency } from "../../shop/index.ts";
import { variantFor } from "../assignment.store.ts";
import { readCampaign, type StoredCampaign, type StoredVariant } from "../campaign.store.ts";
import { previewLinks } from "../links/message-links.ts";
import { composeMessage } from "../messages/compose-message.ts";
import { affordable, readForPreview } from "../messages/message.store.ts";
import type { MessageFacts } from "../messages/message-facts.ts";
import type { RecommendsLists } from "../messages/send-some.ts";
import { suppressionOf } from "../messages/suppression.ts";
import { compile, TemplateFailure } from "../template/render-message.ts";

export const PREVIEW_COLUMNS = {
  variant_id: "uuid",
  subject: "text",
  body: "text",
  recommendations: "json",
  suppression: "text",
} as const;

export interface PreviewParts {
  readonly dataSource: DataSource;
  readonly recommends: RecommendsLists;
  readonly publicUrl: () => string;
}

/** What each variant would send to a customer now, by its row; nothing for a customer that there is not. */
export async function previewRows(
  parts: PreviewParts,
  campaignId: string,
  customerIdGiven: string,
  reader: Reader,
): Promise<ComputedRow[]> {
  const { manager } = parts.dataSource;
  const campaign = await readCampaign(manager, campaignId);
  const customerId = fromId("cus", customerIdGiven);
  if (campaign === undefined || customerId === undefined) return [];
  const options = {
    assumedConsents: reader.shop.assumedConsents,
    perDays: campaign.frequencyCap?.perDays,
    now: reader.now,
  };
  const found = await readForPreview(manager, campaignId, customerId, variantFor(campaign, sql`c.id`), options);
  const [first] = found;
  if (first === undefined) return [];
  const most = Math.max(0, ...campaign.variants.map(({ recommendationSlots }) => recommendationSlots));
  const owner = first.facts.customerId; // of a merged customer, the survivor's
  const listed = (await parts.recommends.lists([owner], most, reader)).get(owner) ?? [];
  const limits = { frequencyCap: campaign.frequencyCap, affordable: await affordable(manager, campaign) };
  const shop = { ...reader.shop, currency: (await readCurrency(manager)) ?? NO_CURRENCY };
  return campaign.variants.flatMap((variant) => {
    const own = found.find(({ variantId }) => variantId === variant.id);
    if (own === undefined) return [];
    const links = previewLinks(parts.publicUrl());
    const message = composed(campaign, variant, { shop, links }, own.facts, listed);
    const recommendations = listed.slice(0, variant.recommendationSlots).map(({ row }) => row);
    const suppression = suppressionOf(own.facts, limits, own.heldOut) ?? null;
    return [{ variant_id: variant.id, ...message, recommendations, suppression }];
  });
}

type Shared = Pick<Parameters<typeof composeMessage>[0], "shop" | "links">;

function composed(
  campaign: StoredCampaign,
  variant: StoredVariant,
  shared: Shared,
  facts: MessageFacts,
  listed: Parameters<typeof composeMessage>[2],
) {
  try {
    const parts = { ...shared, campaign, variant, compiled: compile(variant) };
    const { subject, html, text } = composeMessage(parts, facts, listed);
    return { subject, body: html ?? text };
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    throw badUserInput(`The variant ${variant.name} makes no message for this customer: ${error.message}.`, [
      "preview",
    ]);
  }
}
