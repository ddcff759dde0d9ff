import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import type { EVERYTHING, Fact } from "./facts.ts";
import type { SegmentKind, SegmentStatus } from "./segment.ts";

/** A group of customers by a rule, by a list or by a model. */
@Unique("segment_key_key", ["key"])
@Entity({ name: "segment" })
export class Segment {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "segment_pkey" })
  id!: string;
  @Column({ type: "text" })
  key!: string;
  @Column({ type: "text" })
  name!: string;
  @Column({ type: "text", nullable: true })
  description!: string | null;
  @Column({ type: "text" })
  kind!: SegmentKind;
  @Column({ type: "jsonb", nullable: true })
  rule!: JsonObject | null;
  @Column({ type: "text" })
  ruleText!: string;
  /** Whether the rule reads what is masked for roles that may not read personal data. */
  @Column({ type: "boolean", default: false })
  personal!: boolean;
  @Column({ type: "text" })
  status!: SegmentStatus;
  /** Of a CLUSTER segment. */
  @Column({ type: "uuid", nullable: true })
  modelId!: string | null;
  @Column({ type: "integer" })
  version!: number;
  @Column({ type: "timestamptz" })
  createdAt!: Date;
  @Column({ type: "timestamptz" })
  updatedAt!: Date;
  @Column({ type: "timestamptz", nullable: true })
  refreshedAt!: Date | null;
}

/** Who is in a segment, and since when. */
@Index("segment_membership_segment_id_idx", ["segmentId", "customerId"])
@Entity({ name: "segment_membership" })
export class SegmentMembership {
  @ForeignKey("Customer", { name: "segment_membership_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "segment_membership_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "segment_membership_pkey" })
  segmentId!: string;
  @Column({ type: "timestamptz" })
  enteredAt!: Date;
}

/** Who came and who went, numbered in the order in which that was committed. */
@Index("segment_membership_change_number_idx", ["number"])
@Index("segment_membership_change_segment_id_idx", ["segmentId", "number"])
@Entity({ name: "segment_membership_change" })
export class SegmentMembershipChange {
  @ForeignKey("Customer", { name: "segment_membership_change_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "segment_membership_change_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "bigint", primaryKeyConstraintName: "segment_membership_change_pkey" })
  number!: string;
  @Column({ type: "uuid" })
  segmentId!: string;
  @Column({ type: "text" })
  change!: "ENTERED" | "LEFT";
  @Column({ type: "timestamptz" })
  at!: Date;
}

/** Something has changed of this customer since their memberships were worked out; written with the change itself. */
@Index("membership_due_single_idx", ["batchId"], { where: "(NOT mass)" })
@Index("membership_due_mass_idx", ["batchId"], { where: "mass" })
@Entity({ name: "membership_due" })
export class MembershipDue {
  @ForeignKey("Customer", { name: "membership_due_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "membership_due_pkey" })
  customerId!: string;
  /** A UUIDv7 of when it was noted: who has waited longest comes first. */
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "membership_due_pkey" })
  batchId!: string;
  /** A fact, or * for whatever a rule may read. */
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "membership_due_pkey" })
  what!: Fact | typeof EVERYTHING;
  /** Whether many are due at once for one cause: they let those wait for nothing of whom a single thing has changed. */
  @Column({ type: "boolean" })
  mass!: boolean;
}

/** A product is of another category than before, and whoever had to do with it is not noted as due yet. */
@Entity({ name: "recategorised_product" })
export class RecategorisedProduct {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "recategorised_product_pkey" })
  productId!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "recategorised_product_pkey" })
  batchId!: string;
}

/** How far the passing of time has been followed, how many changes there were, and the RFM cut points by which memberships stand; one row. */
@Check("segment_watch_id_check", "id = 1")
@Entity({ name: "segment_watch" })
export class SegmentWatch {
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "segment_watch_pkey" })
  id!: number;
  @Column({ type: "timestamptz", nullable: true })
  lookedUntil!: Date | null;
  /** Of the last membership change. */
  @Column({ type: "bigint" })
  lastNumber!: string;
  @Column({ type: "timestamptz", nullable: true })
  refreshedAt!: Date | null;
  @Column({ type: "double precision", array: true, nullable: true })
  recencyDays!: number[] | null;
  @Column({ type: "double precision", array: true, nullable: true })
  orderCount!: number[] | null;
  @Column({ type: "double precision", array: true, nullable: true })
  totalSpent!: number[] | null;
}
