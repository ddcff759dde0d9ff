import { GraphQLID, GraphQLString } from "graphql";
import { addCustomerFilter } from "../customers/index.ts";
import { raw, type Sql, sql } from "../database/sql.ts";
import { textFault } from "../database/text.ts";
import { badUserInput, limitExceeded } from "../graphql/errors.ts";
import { fromId } from "../graphql/ids.ts";
import { PEOPLE_READERS, PERSONAL_READERS } from "../graphql/roles.ts";
import { extendQuery, type Order, one, page } from "../reading/index.ts";
import { inWords } from "./refusals.ts";
import { SegmentRuleInput } from "./rule.graphql.ts";
import type { GivenRule } from "./rule.ts";
import type { RuleFault } from "./rule-faults.ts";
import { everybody, ruleFaults, whereOf } from "./rule-tree.ts";
import { segmentStatusEnum, segmentType } from "./segment.projection.ts";

interface SegmentArgs {
  readonly id?: string | null;
  readonly key?: string | null;
}

const given = (value: unknown): boolean => value !== undefined && value !== null;

extendQuery<SegmentArgs>("segment", {
  ...one<undefined, SegmentArgs>(() => segmentType, {
    about: "One segment, by id or by key; null where there is none.",
    nullable: true,
    args: {
      id: { type: () => GraphQLID, about: "The segment's id." },
      key: { type: () => GraphQLString, about: "The segment's key." },
    },
    check: ({ id, key }, _viewer, path) => {
      if (given(id) === given(key)) throw badUserInput("Ask for a segment either by id or by key.", path);
    },
    table: "segment",
    where: (row, _parent, { args }) => segmentWhere(row, args),
  }),
  roles: PEOPLE_READERS,
});

function segmentWhere(row: Sql, { id, key }: SegmentArgs): Sql {
  if (id !== undefined && id !== null) return sql`${row}.id = ${fromId("seg", id) ?? null}::uuid`;
  if (key === undefined || key === null || textFault(key) !== undefined) return sql`false`;
  return sql`${row}.key = ${key}`;
}

const BY_KEY: Order = {
  name: "KEY_ASC",
  direction: "asc",
  keys: ["text"],
  values: (row) => [sql`${row}.key`],
};

extendQuery("segments", {
  ...page<undefined, { status?: string | null }>(segmentType, {
    about: "The segments, by key.",
    args: {
      status: {
        type: () => segmentStatusEnum,
        about: "Only those of this status; null for all of them.",
        defaultValue: "ACTIVE",
      },
    },
    forwardOnly: true,
    table: "segment",
    key: "id",
    order: () => BY_KEY,
    where: (row, _parent, { args: { status } }) =>
      status === undefined || status === null ? sql`true` : sql`${row}.status = ${status}`,
  }),
  roles: PEOPLE_READERS,
});

addCustomerFilter<GivenRule>({
  name: "filter",
  about: "Only customers for whom this rule holds now; a segment by rule with the same rule has the same members.",
  type: () => SegmentRuleInput,
  roles: PERSONAL_READERS,
  check: (rule, _viewer, path) => {
    const [first] = ruleFaults(rule);
    if (first !== undefined) throw ruleError(first, path);
  },
  // The moment in the text makes each request's statement its own: a plan that is kept for any rule's values would fit none.
  where: (row, rule, { now, at }) => sql`(${whereOf(rule, row, everybody(now))}${raw(` /* ${at.toISOString()} */`)})`,
});

/** What is wrong with a rule, where it is an argument of a query. */
export function ruleError({ path: place, message, tooLarge }: RuleFault, path: readonly (string | number)[]) {
  if (tooLarge !== undefined) return limitExceeded(inWords(place, message), tooLarge.limit, tooLarge.value);
  return badUserInput(inWords(place, message), [...path, ...place]);
}
