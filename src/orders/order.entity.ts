import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";
import type { ToldLine } from "./fold-order.ts";

/** Whose an order number is: it belongs to one customer of the shop. */
@Entity({ name: "order_number" })
export class OrderNumber {
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "order_number_pkey" })
  orderNumber!: string;
  @Column({ type: "uuid" })
  customerId!: string;
  @Column({ type: "uuid" })
  orderId!: string;
}

/** What a touchpoint said of an order; the order is folded from all of them. */
@Entity({ name: "order_touchpoint" })
export class OrderTouchpoint {
  @ForeignKey("Customer", { name: "order_touchpoint_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "order_touchpoint_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "order_touchpoint_pkey" })
  orderNumber!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "order_touchpoint_pkey" })
  touchpointId!: string;
  @Column({ type: "text" })
  type!: string;
  @Column({ type: "text" })
  channel!: string;
  @Column({ type: "timestamptz" })
  occurredAt!: Date;
  @Column({ type: "text", nullable: true })
  currency!: string | null;
  @Column({ type: "numeric", nullable: true })
  rate!: string | null;
  @Column({ type: "numeric", nullable: true })
  total!: string | null;
  @Column({ type: "jsonb" })
  lines!: ToldLine[];
}

/** An order as its touchpoints fold. */
@Unique("customer_order_customer_id_order_number_key", ["customerId", "orderNumber"])
@Index("customer_order_placed_at_idx", ["customerId", "placedAt", "id"])
@Index("customer_order_id_idx", ["id"])
@Index("customer_order_recent_idx", ["placedAt"])
@Entity({ name: "customer_order" })
export class CustomerOrder {
  @ForeignKey("Customer", { name: "customer_order_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_order_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_order_pkey" })
  id!: string;
  @Column({ type: "text" })
  orderNumber!: string;
  @Column({ type: "timestamptz" })
  placedAt!: Date;
  @Column({ type: "text" })
  channel!: string;
  @Column({ type: "text" })
  status!: string;
  @Column({ type: "text" })
  currency!: string;
  @Column({ type: "numeric" })
  rate!: string;
  @Column({ type: "numeric" })
  total!: string;
  @Column({ type: "numeric" })
  refunded!: string;
}

/** A line of an order; equal lines are lines of their own. */
@ForeignKey("CustomerOrder", ["customerId", "orderId"], ["customerId", "id"], {
  name: "order_line_customer_id_order_id_fkey",
  onDelete: "CASCADE",
})
@Index("order_line_product_id_idx", ["productId"])
@Entity({ name: "order_line" })
export class OrderLine {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "order_line_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "order_line_pkey" })
  orderId!: string;
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "order_line_pkey" })
  lineNumber!: number;
  @ForeignKey("Product", { name: "order_line_product_id_fkey" })
  @Column({ type: "uuid" })
  productId!: string;
  @Column({ type: "integer" })
  quantity!: number;
  @Column({ type: "numeric" })
  unitPrice!: string;
  @Column({ type: "text" })
  currency!: string;
  @Column({ type: "numeric" })
  total!: string;
  @Column({ type: "integer" })
  refundedQuantity!: number;
}

/** Money given back, at its own time; its order may not be known yet. */
@Entity({ name: "refund" })
export class Refund {
  @ForeignKey("Customer", { name: "refund_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "refund_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "refund_pkey" })
  orderNumber!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "refund_pkey" })
  touchpointId!: string;
  @Column({ type: "timestamptz" })
  refundedAt!: Date;
  @Column({ type: "text" })
  currency!: string;
  @Column({ type: "numeric" })
  rate!: string;
  @Column({ type: "numeric" })
  amount!: string;
}

/** What was given back, by product. */
@ForeignKey("Refund", ["customerId", "orderNumber", "touchpointId"], ["customerId", "orderNumber", "touchpointId"], {
  name: "refund_line_customer_id_order_number_touchpoint_id_fkey",
  onDelete: "CASCADE",
})
@Index("refund_line_product_id_idx", ["productId"])
@Entity({ name: "refund_line" })
export class RefundLine {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "refund_line_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "refund_line_pkey" })
  orderNumber!: string;
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "refund_line_pkey" })
  touchpointId!: string;
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "refund_line_pkey" })
  lineNumber!: number;
  @ForeignKey("Product", { name: "refund_line_product_id_fkey" })
  @Column({ type: "uuid" })
  productId!: string;
  @Column({ type: "integer" })
  quantity!: number;
  @Column({ type: "numeric" })
  amount!: string;
}
