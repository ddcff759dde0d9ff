import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { JsonObject } from "../database/json.ts";
import type { Address } from "./customer.ts";

const LISTED = "((merged_into IS NULL) AND (erased_at IS NULL))";

/** One person as the shop knows them; the shown traits are chosen from the claims. */
@Index("customer_first_seen_at_idx", ["firstSeenAt", "id"], { where: LISTED })
@Index("customer_last_seen_at_idx", ["lastSeenAt", "id"], { where: LISTED })
@Entity({ name: "customer" })
export class Customer {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_pkey" })
  id!: string;
  @Column({ type: "text", nullable: true })
  displayName!: string | null;
  @Column({ type: "text", nullable: true })
  firstName!: string | null;
  @Column({ type: "text", nullable: true })
  lastName!: string | null;
  @Column({ type: "text", nullable: true })
  email!: string | null;
  @Column({ type: "text", nullable: true })
  phone!: string | null;
  @Column({ type: "text", nullable: true })
  gender!: string | null;
  @Column({ type: "date", nullable: true })
  birthDate!: string | null;
  @Column({ type: "text", nullable: true })
  ageBand!: string | null;
  @Column({ type: "text", nullable: true })
  occupation!: string | null;
  @Column({ type: "text", nullable: true })
  country!: string | null;
  @Column({ type: "text", nullable: true })
  city!: string | null;
  @Column({ type: "text", nullable: true })
  language!: string | null;
  @Column({ type: "text", nullable: true })
  timeZone!: string | null;
  @Column({ type: "jsonb", nullable: true })
  address!: Address | null;
  @Column({ type: "jsonb", default: {} })
  traits!: JsonObject;
  @Column({ type: "timestamptz" })
  firstSeenAt!: Date;
  @Column({ type: "timestamptz" })
  lastSeenAt!: Date;
  @Column({ type: "uuid", nullable: true })
  mergedInto!: string | null;
  @Column({ type: "timestamptz", nullable: true })
  erasedAt!: Date | null;
}

/** What a customer is found by, beside their identifiers: their names and id. */
@Index("customer_search_text_idx", { synchronize: false })
@Entity({ name: "customer_search" })
export class CustomerSearch {
  @ForeignKey("Customer", { name: "customer_search_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "customer_search_pkey" })
  customerId!: string;
  @Column({ type: "text" })
  text!: string;
}
