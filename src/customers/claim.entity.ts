import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { JsonValue } from "../database/json.ts";
import type { IdentityKind } from "./identity-kinds.ts";

/** What a source said of a customer, under which identifier and when. A null value clears the trait. */
@Entity({ name: "claim" })
export class Claim {
  @ForeignKey("Customer", { name: "claim_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "claim_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "claim_pkey" })
  name!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "claim_pkey" })
  identifierKind!: IdentityKind;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "claim_pkey" })
  identifierValue!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "claim_pkey" })
  source!: string;
  @Column({ type: "jsonb", nullable: true })
  value!: JsonValue | null;
  @Column({ type: "timestamptz" })
  observedAt!: Date;
}
