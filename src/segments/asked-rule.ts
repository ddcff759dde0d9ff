import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { statementCode } from "../database/statement-code.ts";
import { withTimeLimit } from "../database/time-limit.ts";
import { fromId } from "../graphql/ids.ts";
import type { GivenRule } from "./rule.ts";
import type { RuleFault } from "./rule-faults.ts";
import { mentionsOf, ruleFaults } from "./rule-tree.ts";
import { readActive } from "./segment.store.ts";

/** A rule that takes longer would hold up everybody's memberships. */
export const LONGEST_MS = 10_000;

export const TOO_SLOW: RuleFault = {
  path: [],
  message: `takes longer than ${LONGEST_MS / 1000} seconds in this shop; ask for fewer conditions, shorter windows or fewer steps that follow each other`,
  tooLarge: { value: LONGEST_MS, limit: LONGEST_MS },
};

/** Faults of a rule, among them those that only the database knows: segments and products that there are not. */
export async function faultsOfAsked(manager: EntityManager, rule: GivenRule): Promise<RuleFault[]> {
  const faults = ruleFaults(rule);
  if (faults.length > 0) return faults;
  const { segments, products } = mentionsOf(rule);
  const active = new Set((await readActive(manager)).map(({ id }) => id));
  const uuids = products.flatMap((id) => fromId("prd", id) ?? []);
  const found = await run<{ id: string }>(manager, sql`select p.id from product p where p.id = any(${uuids}::uuid[])`);
  const known = new Set(found.map(({ id }) => id));
  return [
    ...segments.filter((id) => !active.has(fromId("seg", id) ?? "")).map((id) => unknown("segment", id)),
    ...products.filter((id) => !known.has(fromId("prd", id) ?? "")).map((id) => unknown("product", id)),
  ];
}

const unknown = (what: string, id: string): RuleFault => ({ path: [], message: `there is no ${what} ${id}` });

/** Asks what is slow by the rule's fault alone; undefined where it takes too long, and then the transaction is over. */
export async function withinTime<Result>(
  manager: EntityManager,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await withTimeLimit(manager, LONGEST_MS, work);
  } catch (error) {
    if (statementCode(error) === QUERY_CANCELED) return undefined;
    throw error;
  }
}

const QUERY_CANCELED = "57014";
