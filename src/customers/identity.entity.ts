import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { IdentityKind } from "./identity-kinds.ts";

/** A customer's own copy of an identifier, kept beside the customer for reading. */
@Index("identity_value_search_idx", { synchronize: false })
@Entity({ name: "identity" })
export class Identity {
  @ForeignKey("Customer", { name: "identity_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "identity_pkey" })
  customerId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identity_pkey" })
  kind!: IdentityKind;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identity_pkey" })
  value!: string;
  @Column({ type: "text" })
  source!: string;
  @Column({ type: "timestamptz" })
  firstSeenAt!: Date;
  @Column({ type: "timestamptz" })
  lastSeenAt!: Date;
}

/** Whose an identifier is: one value of a kind belongs to one customer of the shop. */
@Entity({ name: "identifier" })
export class Identifier {
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identifier_pkey" })
  value!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identifier_pkey" })
  kind!: IdentityKind;
  @Column({ type: "uuid" })
  customerId!: string;
}

/** An event carried both identifiers: evidence that they belong to one person. Kept in both directions, so that a component can be walked from any of its identifiers. */
@Entity({ name: "identity_evidence" })
export class IdentityEvidence {
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identity_evidence_pkey" })
  value!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identity_evidence_pkey" })
  kind!: IdentityKind;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identity_evidence_pkey" })
  otherValue!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "identity_evidence_pkey" })
  otherKind!: IdentityKind;
  @Column({ type: "text" })
  source!: string;
  @Column({ type: "timestamptz" })
  firstSeenAt!: Date;
}
