import { allows, refusesAnywhere } from "../../consents/index.ts";
import { type Sql, sql } from "../../database/sql.ts";
import type { Reader } from "../../reading/index.ts";

/** Whether the customer lets the shop recommend by what they do. Models know no channels: who refuses on one refuses. */
export const mayPersonalise = (customer: Sql, { shop }: Reader): Sql =>
  sql`${allows(sql`${customer}.id`, "PERSONALISATION", { assumed: shop.assumedConsents })}
    and not ${refusesAnywhere(sql`${customer}.id`, "PERSONALISATION")}`;
