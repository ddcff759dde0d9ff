import { raw, type Sql, sql } from "../database/sql.ts";
import { averageOrderValue, favouriteCategory, favouriteChannel, recencyDays, rfmScores } from "../profiles/index.ts";
import type { Subject } from "./comparisons.ts";
import { EVERYTHING, type Fact, type Reads } from "./facts.ts";

interface Feature {
  readonly about: string;
  readonly type: Subject["type"];
  readonly words: string;
  /** From a row of `customer_profile`; null where there is none. */
  readonly value: (profile: Sql, now: Sql) => Sql;
  readonly reads: Reads;
  /** Where it changes by the mere passing of time: as if this had changed, which it reads. */
  readonly ages?: Fact;
}

const ORDERS = ["ORDER_COMPLETED", "ORDER_REFUNDED", "ORDER_CANCELLED"] as const;

const rfm = (name: "recency" | "frequency" | "monetary", words: string): Feature => ({
  about: `The RFM score for ${name}, 1 to 5; none without orders, and until the quintiles are first known.`,
  type: "number",
  words,
  reads: [...ORDERS, "RFM"],
  value: (profile) =>
    sql`(select ${rfmScores(profile, raw("cuts"))[name]} from rfm_cut_points cuts where ${profile}.order_count > 0)`,
});

/** What is computed of a customer and can be compared. Each is a line here. */
export const PROFILE_FEATURES = {
  ORDER_COUNT: {
    about: "Orders that are not cancelled.",
    type: "number",
    words: "number of orders",
    reads: ORDERS,
    value: (profile) => sql`${profile}.order_count`,
  },
  TOTAL_SPENT: {
    about: "Net of refunds, in the shop's currency.",
    type: "number",
    words: "total spent",
    reads: ORDERS,
    value: (profile) => sql`${profile}.total_spent`,
  },
  AVERAGE_ORDER_VALUE: {
    about: "Total spent by order, not rounded, in the shop's currency; none without orders.",
    type: "number",
    words: "average order value",
    reads: ORDERS,
    value: averageOrderValue,
  },
  RECENCY_DAYS: {
    about: "Whole days since the last order; none without orders.",
    type: "number",
    words: "days since the last order",
    reads: ORDERS,
    value: recencyDays,
    ages: "ORDER_COMPLETED",
  },
  RFM_RECENCY: rfm("recency", "RFM recency score"),
  RFM_FREQUENCY: rfm("frequency", "RFM frequency score"),
  RFM_MONETARY: rfm("monetary", "RFM monetary score"),
  FAVOURITE_CATEGORY: {
    about: "The category with the largest share of the net spend; none where no bought product has one.",
    type: "text",
    words: "favourite category",
    reads: ORDERS,
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
