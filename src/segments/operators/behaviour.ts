import { and, bound, join, raw, type Sql, sql } from "../../database/sql.ts";
import { isOfOrder, ORDER_TYPES, type TouchpointType } from "../../touchpoints/index.ts";
import { behaviourFaults } from "../check-behaviour.ts";
import { BehaviourCondition } from "../conditions.graphql.ts";
import { countTest } from "../count-test.ts";
import { beginning, inWindow, matching, wholeTable } from "../matching-touchpoints.ts";
import { operator, type Scope, type Source, type Turn } from "../operator.ts";
import type { Behaviour, Window } from "../rule.ts";
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
  width: (args) => chain(args).reduce((sum, { properties }) => sum + 1 + (properties ?? []).length, 0),
  reads: (args) => chain(args).flatMap(readsOf),
  turns: (args, from, to) => chain(args).flatMap((step) => crossings(step, from, to)),
});

/** What was given back, and what a whole order was of, is told by the order's other touchpoints, which may come later. */
const readsOf = ({ did, productIds, category, valueAtLeast }: Behaviour): readonly TouchpointType[] =>
  isOfOrder(did) && [productIds, category, valueAtLeast].some((asked) => asked !== undefined && asked !== null)
    ? ORDER_TYPES
    : [did];

/** A behaviour with those that are to follow it. */
const chain = (args: Behaviour): Behaviour[] => [args, ...(args.then ? chain(args.then) : [])];

/**
 * Those customers who have as many as it takes. Where it also holds of who has none, as "at most twice" does, it is those of
 * whom the opposite is not true: so one grouping of touchpoints answers for everybody.
 */
function where(args: Behaviour, customer: Sql, scope: Scope): Sql {
  const t = raw("t1");
  const { ofNone, atLeastOne, test } = countTest(args);
  const { own, elsewhere } = matching(args, t, scope);
  const touchpoints = scope.touchpoints(args.did, beginning(args));
  const such = sql`select t1.customer_id ${asked(touchpoints, t, [own], elsewhere, [followed(args, t, 1, scope, [])])}`;
  const grouped = (condition: Sql) => sql`${such} group by t1.customer_id having ${condition}`;
  if (ofNone) return sql`not ${customer}.id in (${atLeastOne ? such : grouped(sql`not (${test(sql`count(*)`)})`)})`;
  return sql`${customer}.id in (${atLeastOne ? such : grouped(test(sql`count(*)`))})`;
}

/**
 * Those touchpoints of which all this holds. Where a set is asked for beside the table, each month's partition would make
 * that set anew, so it is asked outside of it.
 */
function asked(
  { table, isOfType }: Source,
  t: Sql,
  narrowed: readonly Sql[],
  elsewhere: Sql | undefined,
  outside: readonly (Sql | undefined)[],
): Sql {
  const inside = [isOfType(t), ...narrowed];
  if (elsewhere === undefined) return sql`from ${table} ${t} where ${and([...inside, ...outside])}`;
  const columns = COLUMNS.map((name) => sql`${t}.${raw(name)}`);
  return sql`from (select ${join(columns)} from ${table} ${t} where ${and(inside)} offset 0) ${t}
    where ${and([...outside, elsewhere])}`;
}

/** What is asked of a touchpoint outside of its table. */
const COLUMNS = ["customer_id", "occurred_at", "id", "product_id", "order_number", "value", "rate"];

/** Whether a touchpoint is followed as it must be. What follows begins after the beginnings of all before it. */
function followed(args: Behaviour, t: Sql, depth: number, scope: Scope, before: readonly Window[]): Sql | undefined {
  const { then, thenWithinHours } = args;
  if (then === undefined || then === null) return undefined;
  const next = raw(`t${depth + 1}`);
  const end =
    thenWithinHours === undefined || thenWithinHours === null
      ? raw("")
      : sql` and ${next}.occurred_at <= ${t}.occurred_at + make_interval(hours => ${bound(thenWithinHours)}::int)`;
  const { ofNone, atLeastOne, test } = countTest(then);
  const begun = [...before, ...beginning(args)];
  const { own, elsewhere } = matching(then, next, scope);
  const later = sql`${next}.customer_id = ${t}.customer_id and ${next}.occurred_at > ${t}.occurred_at${end}`;
  const inside = [...begun.map((window) => inWindow(next, window, scope.now)), own]; // what follows is no older than what it follows
  const further = followed(then, next, depth + 1, scope, begun);
  if (!atLeastOne) {
    // By the table's own index: a part of the statement has none, and is asked for each touchpoint here.
    return test(sql`(select count(*) ${asked(wholeTable(then.did), next, [later, ...inside], elsewhere, [further])})`);
  }
  const source = scope.touchpoints(then.did, [...begun, ...beginning(then)]);
  return sql`${raw(ofNone ? "not " : "")}exists (select ${asked(source, next, inside, elsewhere, [later, further])})`;
}

/** Whose touchpoints leave or enter the window between two moments. */
function crossings({ did, within }: Behaviour, from: Sql, to: Sql): Turn[] {
  return [within?.lastDays, within?.moreThanDaysAgo].flatMap((days) => {
    if (days === undefined || days === null) return [];
    const ago = sql`make_interval(secs => ${bound(days)}::int * 86400.0)`;
    const customers = sql`select t.customer_id from touchpoint t where t.type = ${bound(did)}::text
      and t.occurred_at >= ${from}::timestamptz - ${ago} and t.occurred_at < ${to}::timestamptz - ${ago}`;
    return [{ as: did, customers }];
  });
}
