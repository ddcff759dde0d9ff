import { Column, Entity, PrimaryColumn, Unique } from "typeorm";
import type { Role } from "../graphql/roles.ts";

/** A key as it is kept: its secret only as a hash. */
@Unique("api_key_secret_hash_key", ["secretHash"])
@Entity({ name: "api_key" })
export class ApiKey {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "api_key_pkey" })
  id!: string;
  @Column({ type: "text" })
  name!: string;
  @Column({ type: "text" })
  prefix!: string;
  @Column({ type: "text" })
  secretHash!: string;
  @Column({ type: "text" })
  role!: Role;
  @Column({ type: "timestamptz" })
  createdAt!: Date;
  @Column({ type: "timestamptz", nullable: true })
  expiresAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  lastUsedAt!: Date | null;
  @Column({ type: "timestamptz", nullable: true })
  revokedAt!: Date | null;
}
