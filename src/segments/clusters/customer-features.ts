import { join, literal, raw, type Sql, sql } from "../../database/sql.ts";
import type { ClusterFeature, ClusterModel } from "./fit-clusters.ts";

interface CustomerFeature extends ClusterFeature {
  /** Of a row of `customer_profile` with orders, as of a moment; a double. */
  readonly value: (profile: Sql, at: Sql) => Sql;
}

const days = (to: Sql, from: Sql): Sql => sql`greatest(extract(epoch from ${to} - ${from}) / 86400, 0)::float8`;

/**
 * What customers are compared by: logarithms, since from 1 order to 2 is as far as from 10 to 20. Only of those with orders,
 * as RFM has them: the others differ in nothing but what they looked at.
 */
export const CUSTOMER_FEATURES: readonly CustomerFeature[] = [
  {
    name: "recency",
    high: "last bought long ago",
    low: "bought lately",
    value: (profile, at) => sql`ln(1 + ${days(at, sql`${profile}.last_order_at`)})`,
  },
  {
    name: "orders",
    high: "many orders",
    low: "few orders",
    value: (profile) => sql`ln(${profile}.order_count::float8)`,
  },
  {
    name: "spend",
    high: "high spend",
    low: "low spend",
    value: (profile) => sql`ln(1 + greatest(${profile}.total_spent, 0)::float8)`,
  },
  {
    name: "order value",
    high: "large orders",
    low: "small orders",
    value: (profile) => sql`ln(1 + greatest(${profile}.total_spent, 0)::float8 / ${profile}.order_count)`,
  },
  {
    name: "tenure",
    high: "customers for long",
    low: "customers for a short time",
    value: (profile) => sql`ln(1 + ${days(sql`${profile}.last_order_at`, sql`${profile}.first_order_at`)})`,
  },
  {
    name: "touchpoints by order",
    high: "many touchpoints an order",
    low: "few touchpoints an order",
    value: (profile) => sql`ln(1 + (select coalesce(sum(m.touchpoints), 0)::float8 from customer_channel m
      where m.customer_id = ${profile}.customer_id) / ${profile}.order_count)`,
  },
];

/** A query of all customers with orders, a column for each feature. */
export function featuresQuery(at: Date): Sql {
  const [profile, moment] = [raw("p"), momentOf(at)];
  return sql`select ${join(CUSTOMER_FEATURES.map(({ value }) => value(profile, moment)))}
    from customer_profile p join customer c on c.id = p.customer_id
    where p.order_count > 0 and c.merged_into is null and c.erased_at is null`;
}

/**
 * The segment of a row of `customer`, as a UUID: that of the nearest cluster, of equally near ones the first, by squared
 * distance of standardised features; null for who has no orders. Ages are as of the training, so that time alone moves nobody.
 */
export function nearestSegment(
  model: ClusterModel,
  segmentIds: readonly (string | undefined)[],
  at: Date,
  customer: Sql,
): Sql {
  const moment = momentOf(at);
  const values = CUSTOMER_FEATURES.map(({ value }, place) => sql`${value(raw("p"), moment)} as ${name(place)}`);
  const standard = model.features.map(
    ({ mean, deviation }, place) => sql`(f.${name(place)} - ${number(mean)}) / ${number(deviation)} as ${name(place)}`,
  );
  const distances = model.clusters.map(({ centroid }, cluster) => {
    const squares = centroid.map((value, place) => sql`power(z.${name(place)} - ${number(value)}, 2)`);
    return sql`(${uuidOf(segmentIds[cluster])}, ${raw(String(cluster))}, ${join(squares, " + ")})`;
  });
  return sql`(select n.segment_id from customer_profile p
    cross join lateral (select ${join(values)}) f
    cross join lateral (select ${join(standard)}) z
    cross join lateral (select d.segment_id from (values ${join(distances)}) d (segment_id, place, distance)
      order by d.distance, d.place limit 1) n
    where p.customer_id = ${customer}.id and p.order_count > 0)`;
}

/** Null for a cluster that has no segment any more. */
const uuidOf = (id: string | undefined): Sql => (id === undefined ? raw("null::uuid") : sql`${literal(id)}::uuid`);
const name = (place: number): Sql => raw(`f${place}`);
/** A double as it is, to the last bit. */
const number = (value: number): Sql => raw(`'${value}'::float8`);
const momentOf = (at: Date): Sql => raw(`'${at.toISOString()}'::timestamptz`);
