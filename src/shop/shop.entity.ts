import { Check, Column, Entity, PrimaryColumn } from "typeorm";

/** One row: what is fixed for the whole shop once the first amount has come. */
@Check("shop_id_check", "id = 1")
@Entity({ name: "shop" })
export class Shop {
  @PrimaryColumn({ type: "integer", primaryKeyConstraintName: "shop_pkey" })
  id!: number;
  @Column({ type: "text" })
  currency!: string;
}
