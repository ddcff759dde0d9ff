import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { IdentityKind } from "../customers/index.ts";
import type { JsonObject } from "../database/json.ts";
import type { Channel } from "./channels.ts";
import type { TouchpointType } from "./types.ts";

export type AcceptedState = "RECORDED" | "QUARANTINED" | "SUPPRESSED";

/** One act of a customer on one channel. Partitioned by month; the id carries the time it occurred. */
@Index("touchpoint_occurred_at_idx", ["occurredAt", "id"])
@Index("touchpoint_type_idx", ["type", "occurredAt", "id"])
@Index("touchpoint_product_id_idx", ["productId", "occurredAt", "id"], { where: "(product_id IS NOT NULL)" })
@Index("touchpoint_campaign_id_idx", ["campaignId", "occurredAt", "id"], { where: "(campaign_id IS NOT NULL)" })
@Entity({ name: "touchpoint" })
export class Touchpoint {
  @ForeignKey("Customer", { name: "touchpoint_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "touchpoint_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "timestamptz", primaryKeyConstraintName: "touchpoint_pkey" })
  occurredAt!: Date;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "touchpoint_pkey" })
  id!: string;
  @Column({ type: "text" })
  messageId!: string;
  @Column({ type: "text" })
  channel!: Channel;
  @Column({ type: "text" })
  type!: TouchpointType;
  @Column({ type: "text" })
  name!: string;
  @Column({ type: "timestamptz" })
  receivedAt!: Date;
  @Column({ type: "text" })
  source!: string;
  @Column({ type: "text" })
  identifierKind!: IdentityKind;
  @Column({ type: "text" })
  identifierValue!: string;
  @ForeignKey("Product", { name: "touchpoint_product_id_fkey" })
  @Column({ type: "uuid", nullable: true })
  productId!: string | null;
  @Column({ type: "uuid", nullable: true })
  campaignId!: string | null;
  @Column({ type: "text", nullable: true })
  recommendationId!: string | null;
  @Column({ type: "text", nullable: true })
  orderNumber!: string | null;
  @Column({ type: "text", nullable: true })
  sessionId!: string | null;
  @Column({ type: "integer", nullable: true })
  quantity!: number | null;
  @Column({ type: "numeric", nullable: true })
  value!: string | null;
  @Column({ type: "text", nullable: true })
  currency!: string | null;
  @Column({ type: "numeric", nullable: true })
  rate!: string | null;
  @Column({ type: "text", nullable: true })
  searchQuery!: string | null;
  @Column({ type: "jsonb", default: {} })
  properties!: JsonObject;
}

/** The ledger of exactly-once: which message ids have been taken, and what became of them. */
@Entity({ name: "accepted_message" })
export class AcceptedMessage {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "accepted_message_pkey" })
  messageHash!: string;
  @Column({ type: "text" })
  state!: AcceptedState;
  @Column({ type: "uuid", nullable: true })
  touchpointId!: string | null;
  @Column({ type: "timestamptz" })
  receivedAt!: Date;
  @Column({ type: "timestamptz", nullable: true })
  keepUntil!: Date | null;
}
