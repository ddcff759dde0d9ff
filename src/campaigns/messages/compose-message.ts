import { toId } from "../../graphql/ids.ts";
import type { Listed } from "../../scoring/index.ts";
import type { StoredCampaign, StoredVariant } from "../campaign.store.ts";
import type { OutgoingMessage } from "../delivery/adapter.ts";
import type { MakesLinks } from "../links/message-links.ts";
import type { CompiledMessage } from "../template/render-message.ts";
import type { TemplateVariables } from "../template/variables.ts";
import { withTracking } from "../template/with-links.ts";
import type { MessageFacts } from "./message-facts.ts";

/** What a message is made of, beside the customer's own part. */
export interface MessageParts {
  readonly campaign: StoredCampaign;
  readonly variant: StoredVariant;
  readonly compiled: CompiledMessage;
  readonly shop: TemplateVariables["shop"];
  readonly links: MakesLinks;
}

/** A variant's message to one customer, with its links, as it leaves. Throws `TemplateFailure`. */
export function composeMessage(
  { campaign, variant, compiled, shop, links }: MessageParts,
  { customerId, customer, address }: Pick<MessageFacts, "customerId" | "customer" | "address">,
  listed: readonly Listed[],
): OutgoingMessage {
  const of = { campaignId: campaign.id, customerId };
  const unsubscribeUrl = links.unsubscribe(of);
  const rendered = compiled.render({
    customer,
    recommendations: recommendationsOf(listed, variant),
    campaign: campaignOf(campaign),
    variant: { name: variant.name, channel: variant.channel },
    shop,
    unsubscribeUrl,
  });
  const message = withTracking(rendered, {
    linkFor: (url) => links.click(of, url),
    pixelUrl: variant.channel === "EMAIL" ? links.pixel(of) : null,
    unsubscribeUrl,
  });
  const { subject, html, text } = message;
  return {
    ...{ subject, html, text },
    ...of,
    id: messageName(of),
    channel: variant.channel,
    address: address ?? "",
    unsubscribeUrl,
  };
}

/** What a message is known by outside, whenever it is tried. */
export const messageName = ({ campaignId, customerId }: { campaignId: string; customerId: string }): string =>
  `${toId("cmp", campaignId)}.${toId("cus", customerId)}`;

const recommendationsOf = (listed: readonly Listed[], { recommendationSlots }: StoredVariant) =>
  listed.slice(0, recommendationSlots).map(({ product }, index) => ({ ...product, rank: index + 1 }));

const campaignOf = ({ id, name, startsAt, endsAt }: StoredCampaign): TemplateVariables["campaign"] => ({
  id: toId("cmp", id),
  name,
  startsAt: startsAt?.toISOString() ?? null,
  endsAt: endsAt?.toISOString() ?? null,
});
