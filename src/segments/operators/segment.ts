import { sql } from "../../database/sql.ts";
import { fromId } from "../../graphql/ids.ts";
import { IdScalar } from "../../graphql/scalars.ts";
import { operator } from "../operator.ts";
import { fault } from "../rule-faults.ts";

export const segment = operator<string>({
  name: "segment",
  about: "Being a member of another segment, by its id.",
  input: () => IdScalar,
  check: (id) => (fromId("seg", id) === undefined ? [fault(`${JSON.stringify(id)} is no segment's id`)] : []),
  mentions: (id) => ({ segments: [id] }),
  reads: () => [], // what those segments read, whoever reads them reads as well
  sentence: (id, names) => `who are in the segment ${names.segment(id)}`,
  where: (id, customer) =>
    sql`exists (select from segment_membership other where other.customer_id = ${customer}.id
      and other.segment_id = ${fromId("seg", id) ?? null}::uuid)`,
});
