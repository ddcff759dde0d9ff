import { Check, Column, Entity, PrimaryColumn } from "typeorm";

/** What one unit of a currency was worth on a day, in the shop's currency. */
@Check("exchange_rate_rate_check", "rate > 0")
@Entity({ name: "exchange_rate" })
export class ExchangeRate {
  @PrimaryColumn({ type: "text", primaryKeyConstraintName: "exchange_rate_pkey" })
  currency!: string;
  @PrimaryColumn({ type: "date", primaryKeyConstraintName: "exchange_rate_pkey" })
  day!: string;
  @Column({ type: "numeric" })
  rate!: string;
}
