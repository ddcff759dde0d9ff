import { newestStatus } from "../../consents/index.ts";
import { bound, sql } from "../../database/sql.ts";
import { ConsentCondition } from "../conditions.graphql.ts";
import { operator } from "../operator.ts";
import type { ConsentArgs } from "../rule.ts";

export const consent = operator<ConsentArgs>({
  name: "consent",
  about: "What the customer allows or refuses.",
  input: () => ConsentCondition,
  reads: () => ["CUSTOMER", "UNSUBSCRIBED"],
  sentence: ({ purpose, channel, status }) =>
    `whose last word on ${purpose}${channel === undefined || channel === null ? "" : ` on ${channel}`} is ${status}`,
  where: ({ purpose, channel, status }, customer) => {
    const on = channel === undefined || channel === null ? undefined : sql`${bound(channel)}::text`;
    return sql`coalesce(${newestStatus(sql`${customer}.id`, purpose, on)} = ${bound(status)}::text, false)`;
  },
});
