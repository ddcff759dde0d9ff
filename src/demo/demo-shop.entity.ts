import { Check, Column, Entity, PrimaryColumn } from "typeorm";

/** One row where the database holds a demo shop: what it was made from, so that an interrupted filling goes on. */
@Check("demo_shop_id_check", "id = 1")
@Entity({ name: "demo_shop" })
export class DemoShop {
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "demo_shop_pkey" })
  id!: number;
  @Column({ type: "integer" })
  seed!: number;
  @Column({ type: "integer" })
  customers!: number;
  @Column({ type: "integer" })
  months!: number;
  @Column({ type: "timestamptz" })
  until!: Date;
  @Column({ type: "text" })
  currency!: string;
  @Column({ type: "timestamptz", nullable: true })
  filledAt!: Date | null;
}
