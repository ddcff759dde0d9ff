import { customerType } from "../customers/index.ts";
import { and, bound, type Sql, sql } from "../database/sql.ts";
import { fromId, timeOfUuid } from "../graphql/ids.ts";
import { EVERYONE, PEOPLE_READERS } from "../graphql/roles.ts";
import { productType } from "../products/index.ts";
import {
  column,
  enumeration,
  extend,
  extendAll,
  extendQuery,
  id,
  type Order,
  one,
  page,
  projection,
} from "../reading/index.ts";
import { money } from "../shop/index.ts";
import { Touchpoint } from "./touchpoint.entity.ts";
import { ChannelEnum, TouchpointTypeEnum } from "./touchpoint.enums.graphql.ts";
import { TouchpointFilter } from "./touchpoint.graphql.ts";

export const touchpointType = projection<Sql>("ChannelTouchpoint", {
  about: "One act of a customer on one channel.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "tpt",
    roles: PEOPLE_READERS,
    table: "touchpoint",
    where: (row, uuids) => and([sql`${row}.id = any(${uuids}::uuid[])`, withinTimesOf(row, uuids)]),
  },
});

/** A touchpoint's id carries the millisecond at which it occurred, so that only its partition is asked. */
function withinTimesOf(row: Sql, uuids: readonly string[]): Sql {
  const moments = [
    ...new Set(
      uuids
        .map((uuid) => timeOfUuid(uuid))
        .filter(isStorable)
        .map((at) => at.toISOString()),
    ),
  ];
  return sql`${row}.occurred_at = any(${moments}::timestamptz[])`;
}

/** An id that somebody made up may carry a year of five digits, which PostgreSQL would not read. */
const isStorable = (moment: Date): boolean => moment.getUTCFullYear() <= 9999;

const text = (property: string, about: string) => column(Touchpoint, property, "String", { about, nullable: true });

extendAll(touchpointType, {
  id: id("tpt", { about: "Carries the type and the time: tpt_ and 32 hex digits.", roles: EVERYONE }),
  messageId: column(Touchpoint, "messageId", "String", {
    about: "The sender's id of the message; taken once.",
    roles: EVERYONE,
  }),
  channel: enumeration(ChannelEnum, { about: "Where it happened." }, (row) => sql`${row}.channel`),
  type: enumeration(TouchpointTypeEnum, { about: "What it was." }, (row) => sql`${row}.type`),
  name: column(Touchpoint, "name", "String", { about: "The sender's own event name; the type where none was given." }),
  occurredAt: column(Touchpoint, "occurredAt", "DateTime", { about: "When it happened." }),
  receivedAt: column(Touchpoint, "receivedAt", "DateTime", { about: "When it arrived here." }),
  customer: one<Sql>(() => customerType, {
    about: "Whose it was.",
    roles: EVERYONE,
    table: "customer",
    where: (row, touchpoint) => sql`${row}.id = ${touchpoint}.customer_id`,
  }),
  product: one<Sql>(() => productType, {
    about: "The product it was about; null where it was about none, or about an order.",
    nullable: true,
    table: "product",
    where: (row, touchpoint) => sql`${row}.id = ${touchpoint}.product_id`,
  }),
  sessionId: text("sessionId", "The sender's id of the visit."),
  quantity: column(Touchpoint, "quantity", "Int", { about: "How many units it was about.", nullable: true }),
  value: money({ about: "What it was worth, as the sender says.", nullable: true }, (row: Sql) => ({
    amount: sql`${row}.value`,
    currency: sql`${row}.currency`,
  })),
  searchQuery: column(Touchpoint, "searchQuery", "String", {
    about: "The words that were searched for. Personal.",
    nullable: true,
    personal: null,
  }),
  properties: column(Touchpoint, "properties", "JSONObject", {
    about: "Anything else the sender said. Personal: empty for roles that may not read personal data.",
    personal: () => sql`'{}'`,
  }),
});

interface FilterArgs {
  readonly filter?: TouchpointFilter | null;
}

const NEWEST_FIRST: Order = {
  name: "OCCURRED_DESC",
  direction: "desc",
  keys: ["timestamptz", "uuid"],
  values: (row) => [sql`${row}.occurred_at`, sql`${row}.id`],
};

const filterArg = { filter: { type: () => TouchpointFilter, about: "Only touchpoints that meet all of it." } } as const;
const pageOf = {
  table: "touchpoint",
  key: "customer_id, occurred_at, id",
  order: () => NEWEST_FIRST,
  args: filterArg,
} as const;

extend(
  customerType,
  "touchpoints",
  page<Sql, FilterArgs>(touchpointType, {
    ...pageOf,
    about: "What the customer did, the newest first.",
    where: (row, customer, { args }) => and([sql`${row}.customer_id = ${customer}.id`, ...filtered(row, args.filter)]),
  }),
);

extendQuery("touchpoints", {
  ...page<undefined, FilterArgs>(touchpointType, {
    ...pageOf,
    about: "What all customers did, the newest first.",
    where: (row, _parent, { args }) => and(filtered(row, args.filter)),
  }),
  roles: PEOPLE_READERS,
});

function filtered(row: Sql, filter: TouchpointFilter | null | undefined): (Sql | undefined)[] {
  const { channels, types, since, until, productId, campaignId } = filter ?? {};
  return [
    given(channels, (list) => sql`${row}.channel = any(${list}::text[])`),
    given(types, (list) => sql`${row}.type = any(${list}::text[])`),
    given(since, (moment) => sql`${row}.occurred_at >= ${bound(moment)}::timestamptz`),
    given(until, (moment) => sql`${row}.occurred_at < ${bound(moment)}::timestamptz`),
    given(productId, (text) => sql`${row}.product_id = ${fromId("prd", text) ?? null}::uuid`),
    given(campaignId, (text) => sql`${row}.campaign_id = ${fromId("cmp", text) ?? null}::uuid`),
  ];
}

function given<Value>(value: Value | null | undefined, condition: (value: Value) => Sql): Sql | undefined {
  return value === null || value === undefined ? undefined : condition(value);
}
