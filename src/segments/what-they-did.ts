import { bound, literal, raw, type Sql, sql, uuidArray } from "../database/sql.ts";
import { groupBy } from "../math/group-by.ts";
import { unionOf } from "../math/union-of.ts";
import type { TouchpointType } from "../touchpoints/index.ts";
import { linesOf } from "./matching-touchpoints.ts";
import type { Scope } from "./operator.ts";
import type { Window } from "./rule.ts";
import { KEPT_CUT_POINTS } from "./watch.store.ts";

/** Of whom a part of the statement tells, and from when on: in milliseconds. */
interface Need {
  readonly customerIds: readonly string[];
  readonly since: number;
}

type Told = "told_orders" | "told_lines";

/**
 * What some customers did, as parts of one statement that are read once for all conditions that ask for them: each condition would
 * look into every month's partition by itself. A part tells of those customers, and from that time on, of which somebody asks.
 */
export class WhatTheyDid {
  private readonly now: Date;
  private readonly acts = new Map<TouchpointType, Need>();
  private readonly told = new Map<Told, Need>();

  constructor(now: Date) {
    this.now = now;
  }

  /** For conditions that are asked of these customers, sorted. */
  scopeOf(customerIds: readonly string[]): Scope {
    const note = <Part>(needs: Map<Part, Need>, part: Part, windows: readonly Window[]): void => {
      const since = beginningOf(windows, this.now);
      const before = needs.get(part) ?? { customerIds, since };
      const all = unionOf([before.customerIds, customerIds]);
      needs.set(part, { customerIds: all, since: Math.min(before.since, since) });
    };
    return {
      now: sql`${bound(this.now)}::timestamptz`,
      cutPoints: KEPT_CUT_POINTS,
      touchpoints: (type, windows) => {
        note(this.acts, type, windows);
        return { table: nameOf(type), isOfType: () => undefined };
      },
      toldOrders: (windows) => {
        note(this.told, "told_orders", windows);
        return raw("told_orders");
      },
      toldLines: (windows) => {
        note(this.told, "told_orders", windows);
        note(this.told, "told_lines", windows);
        return raw("told_lines");
      },
    };
  }

  /** The parts, once all conditions have been asked for. */
  parts(): Sql[] {
    const [orders, lines] = [this.told.get("told_orders"), this.told.get("told_lines")];
    return [
      ...readTogether(this.acts).flatMap(partsOfActs),
      ...(orders === undefined ? [] : [part(raw("told_orders"), ordersOf(orders))]),
      ...(lines === undefined ? [] : [part(raw("told_lines"), linesOf(among("told_orders", lines)))]),
    ];
  }
}

const DAY_MS = 24 * 3_600_000;

/** In milliseconds: the latest beginning of windows that all hold. */
const beginningOf = (windows: readonly Window[], now: Date): number =>
  Math.max(
    Number.NEGATIVE_INFINITY,
    ...windows.flatMap(({ lastDays, from }) => [
      ...(typeof lastDays === "number" ? [now.getTime() - lastDays * DAY_MS] : []),
      ...(from ? [new Date(from).getTime()] : []),
    ]),
  );

const nameOf = (type: TouchpointType): Sql => raw(`acts_${type.toLowerCase()}`);

const part = (name: Sql, rows: Sql): Sql => sql`${name} as materialized (${rows})`;

interface ReadTogether {
  readonly types: TouchpointType[];
  readonly need: Need;
}

/** Of so many more customers, at most, what they did is read for those who need it. */
const MOST_IN_VAIN = 2;

/**
 * Types that are asked of from the same moment on, and of nearly the same customers, are read together: PostgreSQL looks for each
 * customer in each month's partition.
 */
function readTogether(acts: ReadonlyMap<TouchpointType, Need>): ReadTogether[] {
  return [...groupBy([...acts], ([, { since }]) => since)].flatMap(([since, same]) => {
    const reads: ReadTogether[] = [];
    const largestFirst = [...same].sort(([, a], [, b]) => b.customerIds.length - a.customerIds.length);
    for (const [type, { customerIds }] of largestFirst) {
      const last = reads.at(-1);
      const all = unionOf([...(last === undefined ? [] : [last.need.customerIds]), customerIds]);
      if (last === undefined || all.length > MOST_IN_VAIN * customerIds.length) {
        reads.push({ types: [type], need: { customerIds, since } });
      } else {
        reads[reads.length - 1] = { types: [...last.types, type], need: { customerIds: all, since } };
      }
    }
    return reads;
  });
}

function partsOfActs({ types, need }: ReadTogether): Sql[] {
  const [only, ...others] = types;
  if (only === undefined) return [];
  if (others.length === 0) return [part(nameOf(only), actsOf(types, need))];
  const name = raw(`acts_together_${only.toLowerCase()}`);
  // By "case" PostgreSQL takes half of the rows for being of a type; by "=" one in two hundred, for which it would loop.
  const ofType = (type: TouchpointType) =>
    sql`select t.* from ${name} t where case t.type when ${literal(type)} then true else false end`;
  return [part(name, actsOf(types, need)), ...types.map((type) => part(nameOf(type), ofType(type)))];
}

/**
 * What PostgreSQL knows of the table's moments was found out some time ago, when the newest had not happened: by that, nearly none
 * are in a window. So it is not let see that these are the same moments.
 */
const actsOf = (types: readonly TouchpointType[], need: Need): Sql =>
  sql`select t.customer_id, t.occurred_at + interval '0' as occurred_at, t.id, t.type, t.channel, t.name, t.product_id,
      t.order_number, t.value, t.rate, t.properties
    from touchpoint t where ${isNeeded(raw("t"), need)} and t.type = any(${bound(types)}::text[])`;

const ordersOf = (need: Need): Sql =>
  sql`select o.customer_id, o.order_number, o.touchpoint_id, o.type, o.occurred_at + interval '0' as occurred_at, o.total, o.rate,
      o.lines
    from order_touchpoint o where ${isNeeded(raw("o"), need)}`;

const among = (name: Told, need: Need): Sql => sql`(select o.* from ${raw(name)} o where ${isNeeded(raw("o"), need)})`;

function isNeeded(row: Sql, { customerIds, since }: Need): Sql {
  const later = Number.isFinite(since)
    ? sql` and ${row}.occurred_at >= ${bound(new Date(since))}::timestamptz`
    : raw("");
  return sql`${row}.customer_id = any(${uuidArray(customerIds)})${later}`;
}
