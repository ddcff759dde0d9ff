import { ageBandOf, SHOWN_TRAITS } from "../../customers/index.ts";
import { bound, raw, type Sql, sql } from "../../database/sql.ts";
import { comparisonFaults, nameFaults } from "../check-comparison.ts";
import { holds, type Subject } from "../comparisons.ts";
import { TraitCondition } from "../conditions.graphql.ts";
import { EVERYTHING } from "../facts.ts";
import { operator } from "../operator.ts";
import type { TraitArgs } from "../rule.ts";
import { comparedInWords } from "../words.ts";

export const trait = operator<TraitArgs>({
  name: "trait",
  about: "What is known of the customer themselves.",
  input: () => TraitCondition,
  check: (args) => [...nameFaults(args.name), ...comparisonFaults(SHOWN_TRAITS.get(args.name)?.type ?? "json", args)],
  personal: ({ name }) => SHOWN_TRAITS.get(name)?.personal ?? true,
  // When somebody was seen changes with whatever they do.
  reads: ({ name }) => (SHOWN_TRAITS.get(name)?.type === "moment" ? EVERYTHING : ["CUSTOMER"]),
  sentence: (args) => `whose ${args.name} ${comparedInWords(args)}`,
  where: (args, customer, { now }) => holds(subjectOf(args.name, customer, now), args),
  turns: ({ name }, from, to) => (name === "ageBand" ? [{ as: "CUSTOMER", customers: birthdays(from, to) }] : []),
});

function subjectOf(name: string, customer: Sql, now: Sql): Subject {
  const shown = SHOWN_TRAITS.get(name);
  if (shown !== undefined) return { type: shown.type, value: shown.value(customer, now) };
  return { type: "json", value: sql`(${customer}.traits -> ${bound(name)}::text)` };
}

/** Ages are counted in days by UTC: within a day nobody grows older. */
function birthdays(from: Sql, to: Sql): Sql {
  const [before, after] = [ageBandOf(raw("c"), from), ageBandOf(raw("c"), to)];
  return sql`select c.id from customer c
    where (${from}::timestamptz at time zone 'UTC')::date <> (${to}::timestamptz at time zone 'UTC')::date
      and c.birth_date is not null and ${before} is distinct from ${after}`;
}
