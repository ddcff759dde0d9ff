import { bound, literal, raw, type Sql, sql } from "../database/sql.ts";
import { groupBy } from "../math/group-by.ts";
import type { TouchpointType } from "../touchpoints/index.ts";
import { linesOf } from "./matching-touchpoints.ts";
import type { Scope } from "./operator.ts";
import type { Window } from "./rule.ts";

/** Of whom a part of the statement tells, and from when on: in milliseconds. */
interface Need {
  readonly customerIds: Set<string>;
  readonly since: number;
}

const TOLD_ORDERS = "told_orders";
const TOLD_LINES = "told_lines";

/**
 * What some customers did, as parts of one statement that are read once for all conditions that ask for them: each condition would
 * look into every month's partition by itself. A part tells of those customers, and from that time on, of which somebody asks.
 */
export class WhatTheyDid {
  private readonly now: Date;
  private readonly acts = new Map<TouchpointType, Need>();
  private readonly told = new Map<string, Need>();

  constructor(now: Date) {
    this.now = now;
  }

  /** For conditions that are asked of these customers. */
  scopeOf(customerIds: readonly string[]): Scope {
    return {
      now: sql`${bound(this.now)}::timestamptz`,
      touchpoints: (type, windows) => {
        this.acts.set(type, this.needed(this.acts.get(type), customerIds, windows));
        return { table: nameOf(type), isOfType: () => undefined };
      },
      toldOrders: (windows) => this.tells(TOLD_ORDERS, customerIds, windows),
      toldLines: (windows) => {
        this.tells(TOLD_ORDERS, customerIds, windows);
        return this.tells(TOLD_LINES, customerIds, windows);
      },
    };
  }

  /** The parts, once all conditions have been asked for. */
  parts(): Sql[] {
    const [orders, lines] = [this.told.get(TOLD_ORDERS), this.told.get(TOLD_LINES)];
    return [
      ...this.partsOfActs(),
      ...(orders === undefined ? [] : [toldBy(orders)]),
      ...(lines === undefined ? [] : [part(raw(TOLD_LINES), linesOf(among(TOLD_ORDERS, lines)))]),
    ];
  }

  /** Types that are asked of from the same moment on are read together: PostgreSQL looks for each customer in each month's partition. */
  private partsOfActs(): Sql[] {
    return [...groupBy([...this.acts], ([, { since }]) => String(since)).values()].flatMap((group, place) => {
      const types = group.map(([type]) => type);
      const need = {
        customerIds: new Set(group.flatMap(([, { customerIds }]) => [...customerIds])),
        since: group[0]?.[1].since ?? Number.NEGATIVE_INFINITY,
      };
      const [only, ...others] = types;
      if (only !== undefined && others.length === 0) return [part(nameOf(only), actsOf(types, need))];
      const name = raw(`acts_${place}`);
      // By "case" PostgreSQL takes half of the rows for being of a type; by "=" one in two hundred, for which it would loop.
      const ofType = (type: TouchpointType) =>
        sql`select t.* from ${name} t where case t.type when ${literal(type)} then true else false end`;
      return [part(name, actsOf(types, need)), ...types.map((type) => part(nameOf(type), ofType(type)))];
    });
  }

  private tells(part: string, customerIds: readonly string[], windows: readonly Window[]): Sql {
    this.told.set(part, this.needed(this.told.get(part), customerIds, windows));
    return raw(part);
  }

  private needed(before: Need | undefined, customerIds: readonly string[], windows: readonly Window[]): Need {
    const beginning = beginningOf(windows, this.now);
    if (before === undefined) return { customerIds: new Set(customerIds), since: beginning };
    for (const id of customerIds) before.customerIds.add(id);
    return { customerIds: before.customerIds, since: Math.min(before.since, beginning) };
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

/**
 * What PostgreSQL knows of the table's moments was found out some time ago, when the newest had not happened: by that, nearly none
 * are in a window. So it is not let see that these are the same moments.
 */
const actsOf = (types: readonly TouchpointType[], need: Need): Sql =>
  sql`select t.customer_id, t.occurred_at + interval '0' as occurred_at, t.id, t.type, t.channel, t.name, t.product_id,
      t.order_number, t.value, t.rate, t.properties
    from touchpoint t where ${isNeeded(raw("t"), need)} and t.type = any(${bound(types)}::text[])`;

const toldBy = (need: Need): Sql =>
  part(
    raw(TOLD_ORDERS),
    sql`select o.customer_id, o.order_number, o.touchpoint_id, o.type, o.occurred_at + interval '0' as occurred_at, o.total, o.rate,
      o.lines
    from order_touchpoint o where ${isNeeded(raw("o"), need)}`,
  );

const among = (part: string, need: Need): Sql =>
  sql`(select o.* from ${raw(part)} o where ${isNeeded(raw("o"), need)})`;

function isNeeded(row: Sql, { customerIds, since }: Need): Sql {
  const later = Number.isFinite(since)
    ? sql` and ${row}.occurred_at >= ${bound(new Date(since))}::timestamptz`
    : raw("");
  return sql`${row}.customer_id = any(${uuids([...customerIds])})${later}`;
}

/** UUIDs as one value, sorted, so that they are looked for in the order in which they lie. */
export const uuids = (ids: readonly string[]): Sql => sql`${bound([...ids].sort())}::uuid[]`;
