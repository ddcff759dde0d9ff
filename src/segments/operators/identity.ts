import { type IdentityKind, IdentityKindEnum } from "../../customers/index.ts";
import { bound, sql } from "../../database/sql.ts";
import { operator } from "../operator.ts";

export const identity = operator<IdentityKind>({
  name: "identity",
  about: "Having an identifier of this kind.",
  input: () => IdentityKindEnum,
  reads: () => ["CUSTOMER"],
  sentence: (kind) => `who have an identifier of the kind ${kind}`,
  where: (kind, customer) =>
    sql`exists (select from identity has where has.customer_id = ${customer}.id and has.kind = ${bound(kind)}::text)`,
});
