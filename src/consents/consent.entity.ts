import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import type { Channel } from "../touchpoints/index.ts";
import type { ConsentPurpose, ConsentStatus } from "./consent.ts";

/** What a person said of one purpose at one moment. Rows are added and never changed; they go with their customer alone. */
@Index("consent_newest_idx", ["customerId", "purpose", "recordedAt", "receivedAt", "id"])
@Entity({ name: "consent" })
export class Consent {
  @ForeignKey("Customer", { name: "consent_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "consent_pkey" })
  customerId!: string;
  /** A UUIDv7 of when and what was said: the same record has the same id, so that it is kept once. */
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "consent_pkey" })
  id!: string;
  @Column({ type: "text" })
  purpose!: ConsentPurpose;
  /** null: all channels. */
  @Column({ type: "text", nullable: true })
  channel!: Channel | null;
  @Column({ type: "text" })
  status!: ConsentStatus;
  @Column({ type: "text" })
  source!: string;
  @Column({ type: "text", nullable: true })
  proof!: string | null;
  @Column({ type: "timestamptz" })
  recordedAt!: Date;
  @Column({ type: "timestamptz" })
  receivedAt!: Date;
}
