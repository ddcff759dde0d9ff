import { join, raw, type Sql, sql } from "../database/sql.ts";

/** Whole days from one moment to a later one; 0 where it is not later. */
export const wholeDays = (to: Sql, from: Sql): Sql =>
  sql`greatest(floor(extract(epoch from ${to} - ${from}) / 86400), 0)::float8`;

/** 1 to 5 for each of recency, frequency and money, as SQL over a profile and the cut points. */
export function rfmScores(profile: Sql, cuts: Sql): { recency: Sql; frequency: Sql; monetary: Sql } {
  const days = wholeDays(sql`${cuts}.refreshed_at`, sql`${profile}.last_order_at`);
  const passed = (test: (cut: Sql) => Sql): Sql =>
    sql`(${join(
      [1, 2, 3, 4].map((place) => sql`(${test(raw(`[${place}]`))})::int`),
      " + ",
    )})`;
  return {
    recency: sql`(5 - ${passed((cut) => sql`${days} > ${cuts}.recency_days${cut}`)})`,
    frequency: sql`(1 + ${passed((cut) => sql`${profile}.order_count > ${cuts}.order_count${cut}`)})`,
    monetary: sql`(1 + ${passed((cut) => sql`${profile}.total_spent::float8 > ${cuts}.total_spent${cut}`)})`,
  };
}

/** The usual name of each cell of recency (row, 1 to 5) and frequency (column, 1 to 5): docs/profiles.md has the table. */
const LABELS = [
  ["Hibernating", "Hibernating", "At risk", "At risk", "Cannot lose them"],
  ["Hibernating", "Hibernating", "At risk", "At risk", "Cannot lose them"],
  ["About to sleep", "About to sleep", "Need attention", "Loyal customers", "Loyal customers"],
  ["Promising", "Potential loyalists", "Potential loyalists", "Loyal customers", "Loyal customers"],
  ["New customers", "Potential loyalists", "Potential loyalists", "Champions", "Champions"],
] as const;

export function rfmLabel(recency: Sql, frequency: Sql): Sql {
  const cells = LABELS.flat().map((label) => raw(`'${label}'`));
  return sql`(array[${join(cells)}])[(${recency} - 1) * 5 + ${frequency}]`;
}
