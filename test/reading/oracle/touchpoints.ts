import { campaignAsked } from "./campaigns.ts";
import { latestFirst, type PageArgs, pageOf } from "./pages.ts";
import type { TouchpointRow } from "./tables.ts";
import { idOf, moneyOrNull, only, seesPersonal, type Things } from "./things.ts";

export function touchpointOf(row: TouchpointRow, things: Things): object {
  const { customers, products, orders } = things.tables;
  const open = seesPersonal(things);
  return {
    __typename: "ChannelTouchpoint",
    id: idOf("tpt", row.id),
    messageId: row.message_id,
    channel: row.channel,
    type: row.type,
    name: row.name,
    occurredAt: row.occurred_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    customer: () => things.customer(only(customers.find(({ id }) => id === row.customer_id))),
    product: () => {
      const product = products.find(({ id }) => id === row.product_id);
      return product === undefined ? null : things.product(product);
    },
    order: () => {
      const order = orders.find(
        (each) => each.customer_id === row.customer_id && each.order_number === row.order_number,
      );
      return order === undefined ? null : things.order(order);
    },
    campaign: () => campaignAsked(things, campaignIdOf(row)),
    sessionId: row.session_id,
    quantity: row.quantity,
    value: moneyOrNull(row.value, row.currency),
    searchQuery: open ? row.search_query : null,
    properties: open ? row.properties : {},
  };
}

const campaignIdOf = ({ campaign_id }: TouchpointRow): string | null =>
  campaign_id === null ? null : idOf("cmp", campaign_id);

export interface Filter {
  readonly channels?: readonly string[] | null;
  readonly types?: readonly string[] | null;
  readonly since?: string | null;
  readonly until?: string | null;
  readonly productId?: string | null;
  readonly campaignId?: string | null;
}

export function touchpointPages(
  things: Things,
  args: PageArgs & { readonly filter?: Filter | null },
  own: (row: TouchpointRow) => boolean,
): object {
  const list = {
    order: "OCCURRED_DESC",
    all: latestFirst(things.tables.touchpoints, (row) => row.occurred_at),
    has: (row: TouchpointRow) => own(row) && meets(row, args.filter ?? {}),
    id: ({ id }: TouchpointRow) => idOf("tpt", id),
    show: things.touchpoint,
  };
  return pageOf(list, args, things);
}

/** What is left out, or null, does not narrow. */
function meets(row: TouchpointRow, { channels, types, since, until, productId, campaignId }: Filter): boolean {
  const at = row.occurred_at.getTime();
  return (
    (channels ?? [row.channel]).includes(row.channel) &&
    (types ?? [row.type]).includes(row.type) &&
    at >= Date.parse(since ?? "0001-01-01T00:00:00Z") &&
    at < Date.parse(until ?? "9999-01-01T00:00:00Z") &&
    ((productId ?? null) === null || (row.product_id !== null && idOf("prd", row.product_id) === productId)) &&
    ((campaignId ?? null) === null || campaignIdOf(row) === campaignId)
  );
}
