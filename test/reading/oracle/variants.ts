import type { CampaignRow, VariantRow } from "./campaign-tables.ts";
import { idOf, type Things } from "./things.ts";

/** A campaign's variants, in their order. */
export const variantsOf = ({ id }: CampaignRow, { tables }: Things): readonly VariantRow[] =>
  tables.variants.filter(({ campaign_id }) => campaign_id === id).sort((left, right) => left.place - right.place);

export const variantOf = (row: VariantRow): object => ({
  id: idOf("var", row.id),
  name: row.name,
  weight: row.weight,
  channel: row.channel,
  subject: row.subject,
  body: row.body,
  recommendationSlots: row.recommendation_slots,
});
