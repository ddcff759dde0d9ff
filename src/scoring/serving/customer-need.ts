import { ageBandOf } from "../../customers/index.ts";
import { raw, type Sql, sql } from "../../database/sql.ts";
import { type Json, json, jsonOf, orNull, type Reader, textOf } from "../../reading/index.ts";
import type { CustomerFacts } from "../recommendations/history.ts";
import { isPurchase, isTouch, linePrice, milliseconds, PURCHASE_CODE, signalCode, touchPrice } from "../touches.ts";
import { mayPersonalise } from "./may-personalise.ts";

/** Of somebody's looks and carts the newest so many are looked at; of what they have, so many reviews and lines of orders. */
const MOST_TOUCHES = 300;
const MOST_REVIEWS = 1_000;
const MOST_LINES = 5_000;

/** A bound moment would make every request's statement one of its own; a fact of the customer may be a second off. */
const DATABASE_NOW = raw("now()");

/** When something happens that is no touchpoint yet: it is the newest of all that is known. */
export const THIS_MOMENT = Number.POSITIVE_INFINITY;

export type NeededTouch = readonly [product: string, signal: number, at: number, price: number | null, channel: string];

/** What must be known of a customer to recommend something to them. Who refuses personalisation is known by what they own alone. */
export interface CustomerNeed {
  readonly id: string;
  readonly personal: boolean;
  readonly facts: Omit<CustomerFacts, "id">;
  /** Oldest first. */
  readonly touches: readonly NeededTouch[];
}

/** JSON of what is needed of a customer's row, read by the same statement that finds the customer. */
export function customerNeed(customer: Sql, reader: Reader): Json {
  const fact = (value: Sql): Json => orNull(jsonOf(value));
  const known = json`true,${fact(sql`${customer}.gender`)},${fact(ageBandOf(customer, DATABASE_NOW))},${fact(
    sql`${customer}.occupation`,
  )},${fact(sql`${customer}.country`)},[${acts(customer, LOOKS, MOST_TOUCHES)}]`;
  // Asked once for all of it: the answer is a look at what they consented to.
  const allowed = sql`case when ${mayPersonalise(customer, reader)} then ${textOf(known)} else ${NOTHING_KNOWN} end`;
  return json`["${sql`${customer}.id::text`}",${allowed},[${purchases(customer)}],[${acts(customer, REVIEW, MOST_REVIEWS)}]]`;
}

const NOTHING_KNOWN = raw("'false,null,null,null,null,[]'");

const REVIEW = raw("t.type = 'PRODUCT_REVIEWED'");
const LOOKS = raw("t.type <> 'PRODUCT_REVIEWED'");

function acts(customer: Sql, which: Sql, most: number): Sql {
  const touch = raw("t");
  return sql`coalesce((select string_agg(${touchText("r")}, ',') from (
      select t.product_id, ${signalCode(touch)} as code, ${milliseconds(sql`t.occurred_at`)} as at, ${touchPrice(touch)} as price, t.channel
      from touchpoint t where t.customer_id = ${customer}.id and ${isTouch(touch)} and ${which}
      order by t.occurred_at desc, t.id desc limit ${raw(String(most))}) r), '')`;
}

function purchases(customer: Sql): Sql {
  const [order, line] = [raw("o"), raw("l")];
  return sql`coalesce((select string_agg(${touchText("r")}, ',') from (
      select l.product_id, ${raw(String(PURCHASE_CODE))} as code, ${milliseconds(sql`o.placed_at`)} as at, ${linePrice(line, order)} as price, o.channel
      from customer_order o join order_line l on l.customer_id = o.customer_id and l.order_id = o.id
      where o.customer_id = ${customer}.id and ${isPurchase(order)}
      order by o.placed_at desc, o.id desc, l.line_number limit ${raw(String(MOST_LINES))}) r), '')`;
}

const touchText = (row: string): Sql =>
  raw(
    `'["' || ${row}.product_id || '",' || ${row}.code || ',' || ${row}.at || ',' || coalesce(round(${row}.price, 6)::text, 'null') || ',"' || ${row}.channel || '"]'`,
  );

/** As `customerNeed` has written it; undefined where there is no such customer. */
export function parseNeed(text: string): CustomerNeed | undefined {
  const need: WrittenNeed | null = JSON.parse(text);
  if (need === null) return undefined;
  const [id, personal, gender, ageBand, occupation, country, looks, bought, reviewed] = need;
  return {
    id,
    personal,
    facts: {
      ...(gender !== null && { gender }),
      ...(ageBand !== null && { ageBand }),
      ...(occupation !== null && { occupation }),
      ...(country !== null && { country }),
    },
    touches: [...looks, ...bought, ...reviewed].sort(inTime),
  };
}

/** Sums of floats depend on their order, and the database gives the lines of an order in any. */
const inTime = (left: NeededTouch, right: NeededTouch): number =>
  left[2] - right[2] || left[1] - right[1] || (left[0] < right[0] ? -1 : Number(left[0] > right[0]));

type Fact = string | null;
type Touches = readonly NeededTouch[];
type WrittenNeed = readonly [string, boolean, Fact, Fact, Fact, Fact, Touches, Touches, Touches];

export const needText = (customer: Sql, reader: Reader): Sql => textOf(customerNeed(customer, reader));
