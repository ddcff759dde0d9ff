import { raw, sql } from "../../database/sql.ts";
import { CHANNELS } from "../../touchpoints/index.ts";
import { comparisonFaults } from "../check-comparison.ts";
import { holds, valuesOf } from "../comparisons.ts";
import { ProfileCondition } from "../conditions.graphql.ts";
import { operator } from "../operator.ts";
import { CUT_POINTS, featureNamed } from "../profile-features.ts";
import type { ProfileArgs } from "../rule.ts";
import { fault } from "../rule-faults.ts";
import { comparedInWords } from "../words.ts";

const profile = raw("profile");

export const profileOperator = operator<ProfileArgs>({
  name: "profile",
  about: "What is computed of the customer's touchpoints and orders.",
  input: () => ProfileCondition,
  check: (args) => {
    const faults = comparisonFaults(featureNamed(args.name).type, args);
    return faults.length > 0 ? faults : channelFaults(args);
  },
  reads: ({ name }) => featureNamed(name).reads,
  sentence: (args) => `whose ${featureNamed(args.name).words} ${comparedInWords(args)}`,
  where: (args, customer, scope) => {
    const { type, value } = featureNamed(args.name);
    const among = sql`select from customer_profile profile where profile.customer_id = ${customer}.id`;
    return holds({ type, value: value(profile, scope) }, args, (test) => sql`exists (${among} and ${test})`);
  },
  turns: ({ name }, from, to) => {
    const { value, ages } = featureNamed(name);
    if (ages === undefined) return [];
    const customers = sql`select profile.customer_id from customer_profile profile
      where ${value(profile, { now: from, cutPoints: CUT_POINTS })} is distinct from ${value(profile, { now: to, cutPoints: CUT_POINTS })}`;
    return [{ as: ages, customers }];
  },
});

/** A channel that there is not would be asked for in vain, and nobody would ever notice. */
function channelFaults(args: ProfileArgs) {
  const isExact = args.is === "EQUAL" || args.is === "NOT_EQUAL" || args.is === "IN" || args.is === "NOT_IN";
  if (args.name !== "FAVOURITE_CHANNEL" || !isExact) return [];
  const unknown = valuesOf(args).filter((value) => !Object.hasOwn(CHANNELS, String(value)));
  return unknown.map((value) => fault(`there is no channel ${value}; there are ${Object.keys(CHANNELS).join(", ")}`));
}
