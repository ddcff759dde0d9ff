import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { Channel, TouchpointType } from "../touchpoints/index.ts";
import type { CampaignStatus, MessageStatus, SuppressionReason } from "./campaign.ts";

/** Messages to a segment's customers, to make them do something. */
@Index("campaign_newest_idx", ["createdAt", "id"])
@Entity({ name: "campaign" })
export class Campaign {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "campaign_pkey" })
  id!: string;
  @Column({ type: "text" })
  name!: string;
  @Column({ type: "text" })
  goal!: TouchpointType;
  @Column({ type: "text" })
  status!: CampaignStatus;
  @Column({ type: "uuid" })
  segmentId!: string;
  @Column({ type: "timestamptz", nullable: true })
  startsAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  endsAt!: Date | null;
  @Column({ type: "double precision" })
  holdoutShare!: number;
  @Column({ type: "integer", nullable: true })
  capMessages!: number | null;
  @Column({ type: "integer", nullable: true })
  capPerDays!: number | null;
  @Column({ type: "text", nullable: true })
  quietFrom!: string | null;
  @Column({ type: "text", nullable: true })
  quietTo!: string | null;
  @Column({ type: "text", nullable: true })
  quietTimeZone!: string | null;
  @Column({ type: "numeric", nullable: true })
  budget!: string | null;
  @Column({ type: "numeric", nullable: true })
  costPerMessage!: string | null;
  /** Of both amounts. */
  @Column({ type: "text", nullable: true })
  currency!: string | null;
  @Column({ type: "integer" })
  attributionDays!: number;
  @Column({ type: "integer" })
  version!: number;
  @Column({ type: "timestamptz" })
  createdAt!: Date;
  @Column({ type: "timestamptz" })
  updatedAt!: Date;
  /** When its audience was fixed and everybody in it assigned; from then on conversions count. */
  @Column({ type: "timestamptz", nullable: true })
  assignedAt!: Date | null;
}

/** One of the messages that a campaign compares. */
@Index("campaign_variant_campaign_id_idx", ["campaignId", "place"])
@Entity({ name: "campaign_variant" })
export class CampaignVariant {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "campaign_variant_pkey" })
  id!: string;
  @ForeignKey("Campaign", { name: "campaign_variant_campaign_id_fkey", onDelete: "CASCADE" })
  @Column({ type: "uuid" })
  campaignId!: string;
  /** From 0, in the order in which they were given. */
  @Column({ type: "integer" })
  place!: number;
  @Column({ type: "text" })
  name!: string;
  @Column({ type: "double precision" })
  weight!: number;
  @Column({ type: "text" })
  channel!: Channel;
  @Column({ type: "text", nullable: true })
  subject!: string | null;
  @Column({ type: "text" })
  body!: string;
  @Column({ type: "integer" })
  recommendationSlots!: number;
}

/** What a campaign does to one customer: a variant's message, or none. */
@Index("campaign_assignment_campaign_id_idx", ["campaignId", "customerId"])
@Index("campaign_assignment_due_idx", ["campaignId", "dueAt", "customerId"], { where: "(status = 'PENDING'::text)" })
@Index("campaign_assignment_in_flight_idx", ["campaignId"], { where: "(status = 'SENDING'::text)" })
@Index("campaign_assignment_untold_idx", ["campaignId"], { where: "untold" })
@Entity({ name: "campaign_assignment" })
export class CampaignAssignment {
  @ForeignKey("Customer", { name: "campaign_assignment_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "campaign_assignment_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "campaign_assignment_pkey" })
  campaignId!: string;
  /** null: held out. */
  @Column({ type: "uuid", nullable: true })
  variantId!: string | null;
  @Column({ type: "text" })
  status!: MessageStatus;
  @Column({ type: "text", nullable: true })
  suppression!: SuppressionReason | null;
  /** ln(1 + how often they did the goal in the 90 days before): what is known of them before anything was sent. */
  @Column({ type: "double precision" })
  before!: number;
  /** From when on a PENDING one may be sent. */
  @Column({ type: "timestamptz" })
  dueAt!: Date;
  /** How often its sending has been tried. */
  @Column({ type: "integer", default: 0 })
  attempts!: number;
  /** What the latest attempt that did not succeed was told. */
  @Column({ type: "text", nullable: true })
  reason!: string | null;
  /** To which it was sent, whatever is known of the customer later. */
  @Column({ type: "text", nullable: true })
  address!: string | null;
  @Column({ type: "text", nullable: true })
  subject!: string | null;
  @Column({ type: "text", nullable: true })
  body!: string | null;
  @Column({ type: "timestamptz", nullable: true })
  sentAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  deliveredAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  bouncedAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  openedAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  clickedAt!: Date | null;
  /** Whether it has become something that is to be a touchpoint, and is none yet. */
  @Column({ type: "boolean", default: false })
  untold!: boolean;
}

/** An address of a customer from which a message has come back. */
@Entity({ name: "bounced_address" })
export class BouncedAddress {
  @ForeignKey("Customer", { name: "bounced_address_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "bounced_address_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "bounced_address_pkey" })
  channel!: Channel;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "bounced_address_pkey" })
  address!: string;
  @Column({ type: "timestamptz" })
  bouncedAt!: Date;
}

/** What the links in messages are signed with; one row. */
@Check("link_key_id_check", "id = 1")
@Entity({ name: "link_key" })
export class LinkKey {
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "link_key_pkey" })
  id!: number;
  /** 256 random bits, in hex. */
  @Column({ type: "text" })
  secret!: string;
}
