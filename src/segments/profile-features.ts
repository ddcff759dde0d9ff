import { raw, type Sql, sql } from "../database/sql.ts";
import { averageOrderValue, favouriteCategory, favouriteChannel, recencyDays, rfmScores } from "../profiles/index.ts";
import { ORDER_TYPES } from "../touchpoints/index.ts";
import type { Subject } from "./comparisons.ts";
import { EVERYTHING, type Fact, type Reads } from "./facts.ts";
import type { Scope } from "./operator.ts";

interface Feature {
  readonly about: string;
  readonly type: Subject["type"];
  readonly words: string;
  /** From a row of `customer_profile`; null where there is none. */
  readonly value: (profile: Sql, scope: Pick<Scope, "now" | "cutPoints">) => Sql;
  readonly reads: Reads;
  /** Where it changes by the mere passing of time: as if this had changed, which it reads. */
  readonly ages?: Fact;
}

/** The RFM cut points as they are now. */
export const CUT_POINTS = raw("rfm_cut_points");

const rfm = (name: "recency" | "frequency" | "monetary", words: string): Feature => ({
  about: `The RFM score for ${name}, 1 to 5; none without orders, and until the quintiles are first known.`,
  type: "number",
  words,
  reads: [...ORDER_TYPES, "RFM"],
  value: (profile, { cutPoints }) =>
    sql`(select ${rfmScores(profile, raw("cuts"))[name]} from ${cutPoints} cuts where ${profile}.order_count > 0)`,
});

/** What is computed of a customer and can be compared. Each is a line here. */
export const PROFILE_FEATURES = {
  ORDER_COUNT: {
    about: "Orders that are not cancelled.",
    type: "number",
    words: "number of orders",
    reads: ORDER_TYPES,
    value: (profile) => sql`${profile}.order_count`,
  },
  TOTAL_SPENT: {
    about: "Net of refunds, in the shop's currency.",
    type: "number",
    words: "total spent",
    reads: ORDER_TYPES,
    value: (profile) => sql`${profile}.total_spent`,
  },
  AVERAGE_ORDER_VALUE: {
    about: "Total spent by order, not rounded, in the shop's currency; none without orders.",
    type: "number",
    words: "average order value",
    reads: ORDER_TYPES,
    value: averageOrderValue,
  },
  RECENCY_DAYS: {
    about: "Whole days since the last order; none without orders.",
    type: "number",
    words: "days since the last order",
    reads: ORDER_TYPES,
    value: (profile, { now }) => recencyDays(profile, now),
    ages: "ORDER_COMPLETED",
  },
  RFM_RECENCY: rfm("recency", "RFM recency score"),
  RFM_FREQUENCY: rfm("frequency", "RFM frequency score"),
  RFM_MONETARY: rfm("monetary", "RFM monetary score"),
  FAVOURITE_CATEGORY: {
    about: "The category with the largest share of the net spend; none where no bought product has one.",
    type: "text",
    words: "favourite category",
    reads: ORDER_TYPES,
    value: favouriteCategory,
  },
  FAVOURITE_CHANNEL: {
    about: "The channel with the most touchpoints, such as EMAIL; of equal ones the first by name.",
    type: "text",
    words: "favourite channel",
    reads: EVERYTHING,
    value: favouriteChannel,
  },
} as const satisfies Record<string, Feature>;

export type ProfileFeature = keyof typeof PROFILE_FEATURES;

export const featureNamed = (name: ProfileFeature): Feature => PROFILE_FEATURES[name];
