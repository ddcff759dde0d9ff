import type { DataSource } from "typeorm";
import type { AssignmentRow, BouncedRow, CampaignRow, VariantRow } from "./campaign-tables.ts";

/** The rows as the tables keep them; numbers of any length are text. */
export interface CustomerRow {
  readonly id: string;
  readonly display_name: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly gender: string | null;
  readonly birth_date: string | null;
  readonly age_band: string | null;
  readonly occupation: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly language: string | null;
  readonly time_zone: string | null;
  readonly address: Readonly<Record<string, string | null>> | null;
  readonly traits: object;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly merged_into: string | null;
  readonly erased_at: Date | null;
}

export interface IdentityRow {
  readonly customer_id: string;
  readonly kind: string;
  readonly value: string;
  readonly source: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
}

export interface TouchpointRow {
  readonly id: string;
  readonly customer_id: string;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly message_id: string;
  readonly channel: string;
  readonly type: string;
  readonly name: string;
  readonly product_id: string | null;
  readonly order_number: string | null;
  readonly session_id: string | null;
  readonly recommendation_id: string | null;
  readonly campaign_id: string | null;
  readonly quantity: number | null;
  readonly value: string | null;
  readonly currency: string | null;
  readonly rate: string | null;
  readonly search_query: string | null;
  readonly properties: object;
}

export interface OrderRow {
  readonly id: string;
  readonly customer_id: string;
  readonly order_number: string;
  readonly placed_at: Date;
  readonly channel: string;
  readonly status: string;
  readonly currency: string;
  readonly rate: string;
  readonly total: string;
  readonly refunded: string;
}

export interface LineRow {
  readonly customer_id: string;
  readonly order_id: string;
  readonly line_number: number;
  readonly product_id: string;
  readonly quantity: number;
  readonly unit_price: string;
  readonly currency: string;
  readonly total: string;
  readonly refunded_quantity: number;
}

export interface RefundRow {
  readonly customer_id: string;
  readonly order_number: string;
  readonly touchpoint_id: string;
  readonly rate: string;
  readonly amount: string;
}

export interface RefundLineRow {
  readonly customer_id: string;
  readonly order_number: string;
  readonly touchpoint_id: string;
  readonly product_id: string;
  readonly amount: string;
}

export interface ToldOrderRow {
  readonly touchpoint_id: string;
  readonly total: string | null;
  readonly rate: string | null;
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly unitPrice: string }[];
}

export interface ConsentRow {
  readonly customer_id: string;
  readonly id: string;
  readonly purpose: string;
  readonly channel: string | null;
  readonly status: string;
  readonly source: string;
  readonly proof: string | null;
  readonly recorded_at: Date;
  readonly received_at: Date;
}

export interface ProductRow {
  readonly id: string;
  readonly sku: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly brand: string | null;
  readonly category: string | null;
  readonly price: string | null;
  readonly price_currency: string | null;
  readonly cost: string | null;
  readonly cost_currency: string | null;
  readonly stock: number | null;
  readonly image_url: string | null;
  readonly description: string | null;
  readonly attributes: object;
  readonly available: boolean;
}

export interface PriceRow {
  readonly product_id: string;
  readonly valid_from: Date;
  readonly price: string | null;
  readonly currency: string | null;
}

export interface OfferRow {
  readonly product_id: string;
  readonly competitor: string;
  readonly observed_at: Date;
  readonly price: string;
  readonly currency: string;
  readonly url: string | null;
}

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly done: number;
  readonly message: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly error: string | null;
}

export interface ModelRow {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly trained_at: Date;
  readonly training_rows: number;
  readonly parameters: object;
  readonly metrics: readonly object[];
  readonly active: boolean;
  readonly job_id: string | null;
}

export interface SegmentRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly kind: string;
  readonly rule: object | null;
  readonly rule_text: string;
  readonly status: string;
  readonly model_id: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly refreshed_at: Date | null;
}

export interface MembershipRow {
  readonly customer_id: string;
  readonly segment_id: string;
}

export interface MembershipChangeRow extends MembershipRow {
  readonly number: string;
  readonly change: string;
  readonly at: Date;
}

/** Every table that is read from, all of it. */
export async function readTables(dataSource: DataSource) {
  const all = <Row>(table: string): Promise<readonly Row[]> =>
    dataSource.query<readonly Row[]>(`select * from ${table}`);
  return {
    // The driver would make a moment of a date.
    customers: await dataSource.query<readonly CustomerRow[]>("select *, birth_date::text from customer"),
    identities: await all<IdentityRow>("identity"),
    touchpoints: await all<TouchpointRow>("touchpoint"),
    orders: await all<OrderRow>("customer_order"),
    lines: await all<LineRow>("order_line"),
    refunds: await all<RefundRow>("refund"),
    refundLines: await all<RefundLineRow>("refund_line"),
    toldOrders: await all<ToldOrderRow>("order_touchpoint"),
    consents: await all<ConsentRow>("consent"),
    products: await all<ProductRow>("product"),
    prices: await all<PriceRow>("price_point"),
    offers: await all<OfferRow>("competitor_offer"),
    jobs: await all<JobRow>("job"),
    models: await all<ModelRow>("model"),
    segments: await all<SegmentRow>("segment"),
    memberships: await all<MembershipRow>("segment_membership"),
    membershipChanges: await all<MembershipChangeRow>("segment_membership_change"),
    campaigns: await all<CampaignRow>("campaign"),
    variants: await all<VariantRow>("campaign_variant"),
    assignments: await all<AssignmentRow>("campaign_assignment"),
    bounced: await all<BouncedRow>("bounced_address"),
    shop: await all<{ readonly currency: string }>("shop"),
  };
}

export type Tables = Awaited<ReturnType<typeof readTables>>;
