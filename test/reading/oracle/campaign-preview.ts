import { createHash } from "node:crypto";
import Big from "big.js";
import { compile } from "../../../src/campaigns/template/render-message.ts";
import type { TemplateVariables } from "../../../src/campaigns/template/variables.ts";
import { withTracking } from "../../../src/campaigns/template/with-links.ts";
import { PUBLIC_URL } from "../ways/serve.ts";
import type { CampaignRow, VariantRow } from "./campaign-tables.ts";
import { latest } from "./consents.ts";
import { recommendationsOf, recommendedTo } from "./recommendations.ts";
import type { CustomerRow } from "./tables.ts";
import { byText, idOf, money, shopCurrency, type Things } from "./things.ts";
import { countedOrders, netSpent } from "./totals.ts";
import { shownTraits } from "./traits.ts";
import { variantOf, variantsOf } from "./variants.ts";

const DAY = 24 * 3600 * 1000;

/** What each variant would send to a customer, of a merged one to the survivor. */
export function previewOf(campaign: CampaignRow, things: Things, customerId: string): readonly object[] {
  const { customers } = things.tables;
  const named = customers.find(({ id }) => idOf("cus", id) === customerId);
  const customer = customers.find(({ id }) => id === (named?.merged_into ?? named?.id));
  if (customer === undefined) return [];
  return variantsOf(campaign, things).map((variant) => ({
    variant: variantOf(variant),
    ...messageOf(campaign, variant, customer, things),
    recommendations: () => recommendationsOf(things, { first: variant.recommendation_slots }, customer),
    suppression: suppressionOf(campaign, variant, customer, things),
  }));
}

/** Templates are held to what they do in tests of their own; what stands for each variable is gathered here. */
function messageOf(campaign: CampaignRow, variant: VariantRow, customer: CustomerRow, things: Things): object {
  const unsubscribeUrl = `${PUBLIC_URL}/m/unsubscribe?t=preview`;
  const rendered = compile(variant).render({
    customer: customerVariables(customer, things),
    recommendations: recommendedTo(things, { first: variant.recommendation_slots }, customer).map((row, index) => ({
      ...{ sku: row.sku, name: row.name, brand: row.brand, category: row.category, description: row.description },
      price: row.price === null ? null : money(row.price, null).amount,
      currency: row.price_currency,
      imageUrl: row.image_url,
      reason: null,
      rank: index + 1,
    })),
    campaign: {
      id: idOf("cmp", campaign.id),
      name: campaign.name,
      startsAt: campaign.starts_at?.toISOString() ?? null,
      endsAt: campaign.ends_at?.toISOString() ?? null,
    },
    variant: { name: variant.name, channel: variant.channel },
    shop: { name: "Test shop", currency: shopCurrency(things), timeZone: "UTC" },
    unsubscribeUrl,
  });
  const { subject, html, text } = withTracking(rendered, { linkFor: (url) => url, pixelUrl: null, unsubscribeUrl });
  return { subject, body: html ?? text };
}

function customerVariables(row: CustomerRow, things: Things): TemplateVariables["customer"] {
  const { street = null, city = null, region = null, postalCode = null, country = null } = row.address ?? {};
  const times = countedOrders(row, things).map(({ placed_at }) => placed_at.getTime());
  return {
    id: idOf("cus", row.id),
    ...shownTraits(row, things.now),
    address: { street, city, region, postalCode, country },
    traits: { ...row.traits },
    orderCount: times.length,
    totalSpent: money(netSpent(row, things), null).amount,
    lastOrderAt: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
  };
}

/** The first reason that holds. */
function suppressionOf(campaign: CampaignRow, variant: VariantRow, customer: CustomerRow, things: Things) {
  const { id, merged_into, erased_at } = customer;
  const address = addressOf(variant.channel, customer, things);
  const reasons = {
    ERASED: merged_into !== null || erased_at !== null,
    HELD_OUT: isHeldOut(campaign, id),
    NO_CONSENT: !isAllowed(variant.channel, id, things),
    NO_ADDRESS: address === undefined,
    BOUNCED: things.tables.bounced.some(
      (each) => each.customer_id === id && each.channel === variant.channel && each.address === address,
    ),
    FREQUENCY_CAP: isCapped(campaign, id, things),
    BUDGET_SPENT: isSpent(campaign, things),
  };
  return Object.entries(reasons).find(([, holds]) => holds)?.[0] ?? null;
}

/** By lot: the first 32 bits of an MD5 sum, as a share of all that there are. */
function isHeldOut({ id, holdout_share }: CampaignRow, customerId: string): boolean {
  const drawn = createHash("md5").update(`${id} ${customerId} hold-out`).digest().readUInt32BE();
  return drawn / 2 ** 32 < holdout_share;
}

/** Nothing is assumed of marketing. */
function isAllowed(channel: string, customerId: string, { tables }: Things): boolean {
  const spoken = tables.consents.filter(
    (each) => each.customer_id === customerId && each.purpose === "MARKETING" && (each.channel ?? channel) === channel,
  );
  return spoken.sort(latest)[0]?.status === "GRANTED";
}

const KINDS: Readonly<Record<string, string>> = {
  EMAIL: "EMAIL",
  SMS: "PHONE",
  CALL_CENTER: "PHONE",
  PUSH: "DEVICE_ID",
  SOCIAL: "SOCIAL_ID",
};

/** Of several the one that is shown, else the one that was seen last. */
function addressOf(channel: string, customer: CustomerRow, { tables }: Things): string | undefined {
  const { id, address, email, phone } = customer;
  if (channel === "DIRECT_MAIL") {
    const parts = ["street", "city", "region", "postalCode", "country"].flatMap((part) => address?.[part] ?? []);
    return parts.length === 0 ? undefined : parts.join(", ");
  }
  const shown = [email?.toLowerCase(), phone];
  const own = tables.identities.filter(({ customer_id, kind }) => customer_id === id && kind === KINDS[channel]);
  return own.sort(
    (left, right) =>
      Number(shown.includes(right.value)) - Number(shown.includes(left.value)) ||
      right.last_seen_at.getTime() - left.last_seen_at.getTime() ||
      byText(left.value, right.value),
  )[0]?.value;
}

function isCapped({ cap_messages, cap_per_days }: CampaignRow, customerId: string, { tables, now }: Things): boolean {
  if (cap_messages === null || cap_per_days === null) return false;
  const since = now.getTime() - cap_per_days * DAY;
  const lately = tables.assignments.filter(
    ({ customer_id, sent_at }) => customer_id === customerId && sent_at !== null && sent_at.getTime() > since,
  );
  return lately.length >= cap_messages;
}

/** Whether the budget does not pay for another one. */
function isSpent({ id, budget, cost_per_message }: CampaignRow, { tables }: Things): boolean {
  if (budget === null || cost_per_message === null) return false;
  const paid = tables.assignments.filter(({ campaign_id, sent_at }) => campaign_id === id && sent_at !== null).length;
  return new Big(cost_per_message).times(paid + 1).gt(budget);
}
