import type { EntityManager } from "typeorm";
import { isListed } from "../customers/index.ts";
import { run } from "../database/run.ts";
import { bound, raw, sql } from "../database/sql.ts";
import { fromId } from "../graphql/ids.ts";
import { type HasRole, mayReadPersonal } from "../graphql/roles.ts";
import { faultsOfAsked, TOO_SLOW, withinTime } from "./asked-rule.ts";
import { readNames } from "./names.store.ts";
import type { GivenRule } from "./rule.ts";
import type { RuleFault } from "./rule-faults.ts";
import { everybody, mentionsOf, sentenceOf, whereOf } from "./rule-tree.ts";
import { SMALLEST_GROUP } from "./segment.ts";
import { setForSets } from "./work-out.ts";

export interface Preview {
  readonly size: number | null;
  readonly share: number | null;
  readonly suppressed: boolean;
  readonly ruleText: string;
  /** The newest of them. */
  readonly customerIds: readonly string[];
}

const MOST_SHOWN = 10;

/** Whom a rule would choose, or what is wrong with it. */
export async function previewRule(
  manager: EntityManager,
  rule: GivenRule,
  viewer: HasRole,
  now: Date,
): Promise<Preview | { faults: RuleFault[] }> {
  const faults = await faultsOfAsked(manager, rule);
  if (faults.length > 0) return { faults };
  const ruleText = sentenceOf(rule, await readNames(manager, rule));
  const found = await withinTime(manager, () => chosen(manager, rule, now));
  if (found === undefined) return { faults: [TOO_SLOW] };
  const { size, all, sample, smallest } = found;
  const isSmall = (count: number): boolean => count < SMALLEST_GROUP;
  // Of nearly everybody, it is those left over who are few.
  const few = isSmall(size) || (all > size && isSmall(all - size)) || smallest < SMALLEST_GROUP;
  const suppressed = !mayReadPersonal(viewer) && few;
  if (suppressed) return { size: null, share: null, suppressed, ruleText, customerIds: [] };
  return { size, share: all === 0 ? null : size / all, suppressed, ruleText, customerIds: sample };
}

interface Chosen {
  readonly size: number;
  readonly all: number;
  readonly sample: readonly string[];
  /** How many are in the smallest of the segments that the rule reads; null where it reads none. */
  readonly smallest: number | null;
}

const NOBODY = { size: 0, all: 0, sample: [] };

async function chosen(manager: EntityManager, rule: GivenRule, now: Date) {
  const customer = raw("c");
  await setForSets(manager);
  const named = mentionsOf(rule).segments.flatMap((id) => fromId("seg", id) ?? []);
  const [found] = await run<Chosen>(
    manager,
    sql`with meant as materialized (select c.id, c.first_seen_at from customer c
          where ${isListed(customer)} and ${whereOf(rule, customer, everybody(sql`${bound(now)}`))})
        select (select count(*) from meant)::int as size,
          (select count(*) from customer c where ${isListed(customer)})::int as all,
          array(select meant.id from meant order by meant.first_seen_at desc, meant.id desc limit ${raw(String(MOST_SHOWN))}) as sample,
          (select min((select count(*) from segment_membership m where m.segment_id = s.id)) from segment s
            where s.id = any(${bound(named)}::uuid[]))::int as smallest`,
  );
  return { ...NOBODY, ...found, smallest: found?.smallest ?? Number.POSITIVE_INFINITY };
}
