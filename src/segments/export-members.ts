import type { EntityManager } from "typeorm";
import { displayNameOf, isListed } from "../customers/index.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { csvLine } from "./csv.ts";

const COLUMNS = [
  "customerId",
  "userId",
  "displayName",
  "email",
  "phone",
  "country",
  "city",
  "language",
  "firstSeenAt",
  "enteredAt",
] as const;

type MemberRow = Readonly<Record<(typeof COLUMNS)[number], string | null>> & { readonly id: string };

const AT_ONCE = 1_000;

/** The members of a segment as comma separated values, with a header; read by a thousand, so whoever enters meanwhile may be missed. */
export async function* memberLines(manager: EntityManager, segmentId: string): AsyncGenerator<string, void> {
  yield csvLine(COLUMNS);
  let after: string | undefined;
  for (;;) {
    const rows = await readMembers(manager, segmentId, after);
    if (rows.length === 0) return;
    yield rows.map((row) => csvLine(COLUMNS.map((column) => row[column]))).join("");
    after = rows.at(-1)?.id;
  }
}

function readMembers(manager: EntityManager, segmentId: string, after: string | undefined): Promise<MemberRow[]> {
  const moment = (column: string) => sql`to_char(${raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return run(
    manager,
    sql`select c.id, 'cus_' || replace(c.id::text, '-', '') as "customerId",
          (select i.value from identity i where i.customer_id = c.id and i.kind = 'USER_ID' order by i.value limit 1) as "userId",
          ${displayNameOf(raw("c"))} as "displayName",
          c.email, c.phone, c.country, c.city, c.language,
          ${moment("c.first_seen_at")} as "firstSeenAt", ${moment("m.entered_at")} as "enteredAt"
        from segment_membership m join customer c on c.id = m.customer_id
        where m.segment_id = ${segmentId}::uuid and ${isListed(raw("c"))}
          and m.customer_id > ${after ?? "00000000-0000-0000-0000-000000000000"}::uuid
        order by m.customer_id limit ${AT_ONCE}::int`,
  );
}
