import { allows } from "../../consents/index.ts";
import { type Sql, sql } from "../../database/sql.ts";
import type { Reader } from "../../reading/index.ts";

/** Whether the customer lets the shop recommend by what they do. */
export const mayPersonalise = (customer: Sql, { shop }: Reader): Sql =>
  allows(sql`${customer}.id`, "PERSONALISATION", { assumed: shop.assumedConsents });
