import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";
import type { JsonObject } from "../database/json.ts";

/** An article of the catalogue, or a sku that an event named. */
@Unique("product_sku_key", ["sku"])
@Index("product_search_idx", { synchronize: false })
@Index("product_category_idx", { synchronize: false })
@Index("product_changed_in_idx", ["changedIn"])
@Entity({ name: "product" })
export class Product {
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "product_pkey" })
  id!: string;
  @Column({ type: "text" })
  sku!: string;
  @Column({ type: "text", nullable: true })
  externalId!: string | null;
  @Column({ type: "text" })
  name!: string;
  @Column({ type: "text", nullable: true })
  brand!: string | null;
  @Column({ type: "text", nullable: true })
  category!: string | null;
  @Column({ type: "numeric", nullable: true })
  price!: string | null;
  @Column({ type: "text", nullable: true })
  priceCurrency!: string | null;
  @Column({ type: "numeric", nullable: true })
  cost!: string | null;
  @Column({ type: "text", nullable: true })
  costCurrency!: string | null;
  @Column({ type: "integer", nullable: true })
  stock!: number | null;
  @Column({ type: "text", nullable: true })
  imageUrl!: string | null;
  @Column({ type: "text", nullable: true })
  description!: string | null;
  @Column({ type: "jsonb", default: {} })
  attributes!: JsonObject;
  @Column({ type: "boolean", default: true })
  available!: boolean;
  /** The transaction that wrote it last, for whoever keeps the catalogue in memory. TypeORM leaves the casts of the default out. */
  @Column({ type: "bigint", default: () => "((pg_current_xact_id()))" })
  changedIn!: string;
}

/** The price from a moment on, until the next one; null where there is none from then on. */
@Index("price_point_valid_from_idx", ["validFrom"])
@Entity({ name: "price_point" })
export class PricePoint {
  @ForeignKey("Product", { name: "price_point_product_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "price_point_pkey" })
  productId!: string;
  @PrimaryColumn({ type: "timestamptz", primaryKeyConstraintName: "price_point_pkey" })
  validFrom!: Date;
  @Column({ type: "numeric", nullable: true })
  price!: string | null;
  @Column({ type: "text", nullable: true })
  currency!: string | null;
}

/** What a competitor asked for the product, as somebody saw it. */
@Entity({ name: "competitor_offer" })
export class CompetitorOffer {
  @ForeignKey("Product", { name: "competitor_offer_product_id_fkey", onDelete: "CASCADE" })
  @PrimaryColumn({ type: "uuid", primaryKeyConstraintName: "competitor_offer_pkey" })
  productId!: string;
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "competitor_offer_pkey" })
  competitor!: string;
  @PrimaryColumn({ type: "timestamptz", primaryKeyConstraintName: "competitor_offer_pkey" })
  observedAt!: Date;
  @Column({ type: "numeric" })
  price!: string;
  @Column({ type: "text" })
  currency!: string;
  @Column({ type: "text", nullable: true })
  url!: string | null;
}
