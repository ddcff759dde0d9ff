import Big from "big.js";
import { previewOf } from "./campaign-preview.ts";
import { convertedAt, isTold, reportOf } from "./campaign-report.ts";
import type { AssignmentRow, CampaignRow } from "./campaign-tables.ts";
import { latestFirst, type PageArgs, pageOf } from "./pages.ts";
import { segmentOf } from "./segments.ts";
import { byText, idOf, money, moneyOrNull, only, seesPersonal, shopCurrency, type Things } from "./things.ts";
import { variantOf, variantsOf } from "./variants.ts";

export function campaignOf(row: CampaignRow, things: Things): object {
  const variants = variantsOf(row, things);
  return {
    __typename: "Campaign",
    id: idOf("cmp", row.id),
    name: row.name,
    goal: row.goal,
    status: row.status,
    segment: () => segmentOf(only(things.tables.segments.find(({ id }) => id === row.segment_id)), things),
    channels: [...new Set(variants.map(({ channel }) => channel))].sort(byText),
    startsAt: row.starts_at?.toISOString() ?? null,
    endsAt: row.ends_at?.toISOString() ?? null,
    holdoutShare: row.holdout_share,
    frequencyCap: row.cap_messages === null ? null : { messages: row.cap_messages, perDays: row.cap_per_days },
    quietHours:
      row.quiet_from === null ? null : { from: row.quiet_from, to: row.quiet_to, timeZone: row.quiet_time_zone },
    budget: moneyOrNull(row.budget, row.currency),
    costPerMessage: moneyOrNull(row.cost_per_message, row.currency),
    spent: money(isTold(row, things) ? spentOn(row, things) : 0, row.currency ?? shopCurrency(things)),
    attributionDays: row.attribution_days,
    variants: variants.map(variantOf),
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    assignments: (args: PageArgs) => assignmentPages(things, args, row),
    report: () => reportOf(row, things, spentOn(row, things)),
    preview: ({ customerId }: { readonly customerId: string }) => previewOf(row, things, customerId),
  };
}

/** For whatever has left, or may have. */
const spentOn = ({ id, cost_per_message }: CampaignRow, { tables }: Things): Big =>
  new Big(cost_per_message ?? 0).times(
    tables.assignments.filter(({ campaign_id, sent_at }) => campaign_id === id && sent_at !== null).length,
  );

/** A cursor is a customer's place, whatever campaign gave it: so everybody stands in the list who is in any. */
function assignmentPages(things: Things, args: PageArgs, campaign: CampaignRow): object {
  const { assignments, customers } = things.tables;
  const own = (row: AssignmentRow): boolean => row.campaign_id === campaign.id;
  const byCustomer = new Map(assignments.toSorted((left) => (own(left) ? 1 : -1)).map((row) => [row.customer_id, row]));
  const variants = variantsOf(campaign, things);
  const open = seesPersonal(things);
  const list = {
    order: "CUSTOMER_ASC",
    all: [...byCustomer.values()].sort((left, right) => byText(left.customer_id, right.customer_id)),
    has: (row: AssignmentRow) => own(row) && isTold(campaign, things),
    id: ({ customer_id }: AssignmentRow) => idOf("cus", customer_id),
    show: (row: AssignmentRow) => ({
      customer: () => things.customer(only(customers.find(({ id }) => id === row.customer_id))),
      variant: variants.filter(({ id }) => id === row.variant_id).map(variantOf)[0] ?? null,
      status: row.status,
      suppression: row.suppression,
      sentAt: row.sent_at?.toISOString() ?? null,
      subject: open ? row.subject : null,
      body: open ? row.body : null,
      convertedAt: () => convertedAt(row, campaign, things)?.toISOString() ?? null,
    }),
  };
  return pageOf(list, args, things);
}

export function campaignPages(things: Things, args: PageArgs & { readonly status?: string | null }): object {
  const list = {
    order: "CAMPAIGN_CREATED_DESC",
    all: latestFirst(things.tables.campaigns, (row) => row.created_at),
    has: ({ status }: CampaignRow) => (args.status ?? status) === status,
    id: ({ id }: CampaignRow) => idOf("cmp", id),
    show: (row: CampaignRow) => campaignOf(row, things),
  };
  return pageOf(list, args, things);
}

export const campaignAsked = (things: Things, id: string | null): object | null =>
  things.tables.campaigns.filter((row) => idOf("cmp", row.id) === id).map((row) => campaignOf(row, things))[0] ?? null;
