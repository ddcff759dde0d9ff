import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { fromId, toId } from "../graphql/ids.ts";
import type { Names } from "./operator.ts";
import type { GivenRule } from "./rule.ts";
import { mentionsOf } from "./rule-tree.ts";

/** What a rule's sentence calls the things that the rule names by their ids: segments by their keys, products by their skus. */
export async function readNames(manager: EntityManager, rule: GivenRule): Promise<Names> {
  const { segments, products } = mentionsOf(rule);
  const uuids = (prefix: "seg" | "prd", ids: readonly string[]) => ids.flatMap((id) => fromId(prefix, id) ?? []);
  const rows = await run<{ kind: "seg" | "prd"; id: string; name: string }>(
    manager,
    sql`select 'seg' as kind, s.id, s.key as name from segment s where s.id = any(${uuids("seg", segments)}::uuid[])
        union all select 'prd', p.id, p.sku from product p where p.id = any(${uuids("prd", products)}::uuid[])`,
  );
  const names = new Map(rows.map(({ kind, id, name }) => [toId(kind, id), JSON.stringify(name)]));
  const named = (id: string): string => names.get(id) ?? id;
  return { segment: named, product: named };
}
