import { type Sql, sql } from "../database/sql.ts";

/** `john@example.com` is shown as `j***@example.com`. */
export const maskEmail = (value: Sql): Sql => sql`left(${value}, 1) || '***@' || split_part(${value}, '@', 2)`;

/** `+442071234567` is shown as `+44***67`. */
export const maskPhone = (value: Sql): Sql => sql`left(${value}, 3) || '***' || right(${value}, 2)`;
