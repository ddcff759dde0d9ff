import type { Channel } from "../../../src/touchpoints/index.ts";

/** The rows of campaigns as the tables keep them; numbers of any length are text. */
export interface CampaignRow {
  readonly id: string;
  readonly name: string;
  readonly goal: string;
  readonly status: string;
  readonly segment_id: string;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly holdout_share: number;
  readonly cap_messages: number | null;
  readonly cap_per_days: number | null;
  readonly quiet_from: string | null;
  readonly quiet_to: string | null;
  readonly quiet_time_zone: string | null;
  readonly budget: string | null;
  readonly cost_per_message: string | null;
  readonly currency: string | null;
  readonly attribution_days: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly assigned_at: Date | null;
}

export interface VariantRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly place: number;
  readonly name: string;
  readonly weight: number;
  readonly channel: Channel;
  readonly subject: string | null;
  readonly body: string;
  readonly recommendation_slots: number;
}

export interface AssignmentRow {
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly variant_id: string | null;
  readonly status: string;
  readonly suppression: string | null;
  readonly before: number;
  readonly subject: string | null;
  readonly body: string | null;
  readonly sent_at: Date | null;
  readonly opened_at: Date | null;
  readonly clicked_at: Date | null;
}

export interface BouncedRow {
  readonly customer_id: string;
  readonly channel: string;
  readonly address: string;
}
