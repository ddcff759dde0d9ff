import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";

/** Totals over a customer's orders, in the shop's currency. */
@Index("customer_profile_total_spent_idx", ["totalSpent", "customerId"])
@Entity({ name: "customer_profile" })
export class CustomerProfile {
  @ForeignKey("Customer", { name: "customer_profile_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_profile_pkey" })
  customerId!: string;
  @Column({ type: "integer", default: 0 })
  orderCount!: number;
  @Column({ type: "numeric", default: 0 })
  totalSpent!: string;
  @Column({ type: "timestamptz", nullable: true })
  firstOrderAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  lastOrderAt!: Date | null;
}

/** How many touchpoints a customer had on a channel. */
@Entity({ name: "customer_channel" })
export class CustomerChannel {
  @ForeignKey("Customer", { name: "customer_channel_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_channel_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "customer_channel_pkey" })
  channel!: string;
  @Column({ type: "integer" })
  touchpoints!: number;
}

/** A decayed sum, scaled to a fixed epoch so that it adds up in any order. */
@Entity({ name: "customer_interest" })
export class CustomerInterest {
  @ForeignKey("Customer", { name: "customer_interest_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_interest_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "customer_interest_pkey" })
  kind!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "customer_interest_pkey" })
  tag!: string;
  @Column({ type: "double precision" })
  weight!: number;
}

/** The 20/40/60/80 % quantiles over the customers with orders; one row. */
@Check("rfm_cut_points_id_check", "id = 1")
@Entity({ name: "rfm_cut_points" })
export class RfmCutPoints {
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "rfm_cut_points_pkey" })
  id!: number;
  @Column({ type: "timestamptz" })
  refreshedAt!: Date;
  @Column({ type: "integer" })
  customers!: number;
  @Column({ type: "double precision", array: true })
  recencyDays!: number[];
  @Column({ type: "double precision", array: true })
  orderCount!: number[];
  @Column({ type: "double precision", array: true })
  totalSpent!: number[];
}
