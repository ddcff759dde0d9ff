import { bound, raw, type Sql, sql } from "../../database/sql.ts";
import { behaviourFaults } from "../check-behaviour.ts";
import { BehaviourCondition } from "../conditions.graphql.ts";
import { countTest } from "../count-test.ts";
import { matches } from "../matching-touchpoints.ts";
import { operator, type Scope } from "../operator.ts";
import type { Behaviour } from "../rule.ts";
import { behaviourInWords } from "../words.ts";

export const behaviour = operator<Behaviour>({
  name: "behaviour",
  about: "What the customer did: how many touchpoints of a kind there are.",
  input: () => BehaviourCondition,
  check: behaviourFaults,
  personal: (args) => chain(args).some(({ properties }) => (properties ?? []).length > 0),
  mentions: (args) => ({ products: chain(args).flatMap(({ productIds }) => productIds ?? []) }),
  sentence: (args, names) => `who ${behaviourInWords(args, names)}`,
  where,
  touchpointTypes: (args) => chain(args).map(({ did }) => did),
  turns: (args, from, to) => chain(args).flatMap((step) => crossings(step, from, to)),
});

/** A behaviour with those that are to follow it. */
const chain = (args: Behaviour): Behaviour[] => [args, ...(args.then ? chain(args.then) : [])];

/**
 * Those customers who have as many as it takes. Where it also holds of who has none, as "at most twice" does, it is those of
 * whom the opposite is not true: so one grouping of touchpoints answers for everybody.
 */
function where(args: Behaviour, customer: Sql, scope: Scope): Sql {
  const t = raw("t1");
  const { ofNone, atLeastOne, test } = countTest(args);
  const matching = sql`select t1.customer_id from ${scope.touchpoints} t1 where ${whole(args, t, 1, scope)}`;
  const grouped = (condition: Sql) => sql`${matching} group by t1.customer_id having ${condition}`;
  if (ofNone) return sql`not ${customer}.id in (${atLeastOne ? matching : grouped(sql`not (${test(sql`count(*)`)})`)})`;
  return sql`${customer}.id in (${atLeastOne ? matching : grouped(test(sql`count(*)`))})`;
}

/** Whether a touchpoint is such a one, and is followed as it must be. */
function whole(args: Behaviour, t: Sql, depth: number, scope: Scope): Sql {
  const own = matches(args, t, scope.now);
  const { then, thenWithinHours } = args;
  if (then === undefined || then === null) return own;
  const next = raw(`t${depth + 1}`);
  const end =
    thenWithinHours === undefined || thenWithinHours === null
      ? raw("")
      : sql` and ${next}.occurred_at <= ${t}.occurred_at + make_interval(hours => ${bound(thenWithinHours)}::int)`;
  const { ofNone, atLeastOne, test } = countTest(then);
  const after = sql`${next}.customer_id = ${t}.customer_id and ${next}.occurred_at > ${t}.occurred_at${end}
    and ${whole(then, next, depth + 1, scope)}`;
  if (!atLeastOne) {
    // By the table's own index: a part of the statement has none, and is asked for each touchpoint here.
    return sql`${own} and ${test(sql`(select count(*) from touchpoint ${next} where ${after})`)}`;
  }
  return sql`${own} and ${raw(ofNone ? "not " : "")}exists (select from ${scope.touchpoints} ${next} where ${after})`;
}

/** Whose touchpoints leave or enter the window between two moments. */
function crossings({ did, within }: Behaviour, from: Sql, to: Sql): Sql[] {
  return [within?.lastDays, within?.moreThanDaysAgo].flatMap((days) => {
    if (days === undefined || days === null) return [];
    const ago = sql`make_interval(secs => ${bound(days)}::int * 86400.0)`;
    return [
      sql`select t.customer_id from touchpoint t where t.type = ${bound(did)}::text
        and t.occurred_at >= ${from}::timestamptz - ${ago} and t.occurred_at < ${to}::timestamptz - ${ago}`,
    ];
  });
}
