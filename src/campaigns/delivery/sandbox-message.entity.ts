import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import type { Channel } from "../../touchpoints/index.ts";

/** A message that was written down instead of being sent. It goes with its customer. */
@Entity({ name: "sandbox_message" })
export class SandboxMessage {
  @ForeignKey("Customer", { name: "sandbox_message_customer_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "sandbox_message_pkey" })
  customerId!: string;
  /** What the message is known by outside. */
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "sandbox_message_pkey" })
  id!: string;
  @Column({ type: "uuid" })
  campaignId!: string;
  @Column({ type: "text" })
  channel!: Channel;
  @Column({ type: "text" })
  address!: string;
  @Column({ type: "text", nullable: true })
  subject!: string | null;
  @Column({ type: "text", nullable: true })
  html!: string | null;
  @Column({ type: "text" })
  body!: string;
  /** Name -> value, of what a mail server would have been given beside the usual ones. */
  @Column({ type: "jsonb" })
  headers!: Readonly<Record<string, string>>;
  @Column({ type: "timestamptz" })
  writtenAt!: Date;
}
