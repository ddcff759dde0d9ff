import { customerType } from "../customers/index.ts";
import { type Sql, sql } from "../database/sql.ts";
import { enumOf } from "../graphql/enums.ts";
import { EVERYONE, PEOPLE_READERS } from "../graphql/roles.ts";
import { productType } from "../products/index.ts";
import {
  column,
  enumeration,
  extend,
  extendAll,
  id,
  list,
  type Order,
  one,
  page,
  projection,
} from "../reading/index.ts";
import { money } from "../shop/index.ts";
import { ChannelEnum, touchpointType } from "../touchpoints/index.ts";
import { CustomerOrder, OrderLine } from "./order.entity.ts";

const orderStatus = enumOf("OrderStatus", "What has become of an order.", {
  COMPLETED: "It was placed, and nothing was given back.",
  PARTIALLY_REFUNDED: "Something was given back, and something is left.",
  REFUNDED: "All of it was given back.",
  CANCELLED: "It was cancelled as a whole; it counts in no total.",
});

export const orderType = projection<Sql>("Order", {
  about: "An order, folded from all the touchpoints that tell of it.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "ord",
    roles: PEOPLE_READERS,
    table: "customer_order",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

const orderLineType = projection<Sql>("OrderLine", {
  about: "A line of an order; equal lines are lines of their own.",
  roles: PEOPLE_READERS,
});

const inCurrency = (amount: (row: Sql) => Sql) => (row: Sql) => ({
  amount: amount(row),
  currency: sql`${row}.currency`,
});

extendAll(orderLineType, {
  lineNumber: column(OrderLine, "lineNumber", "Int", { about: "Its place in the order, from 1." }),
  product: one<Sql>(() => productType, {
    about: "What was bought.",
    table: "product",
    where: (row, line) => sql`${row}.id = ${line}.product_id`,
  }),
  quantity: column(OrderLine, "quantity", "Int", { about: "Units bought." }),
  unitPrice: money(
    { about: "What one unit cost." },
    inCurrency((row) => sql`${row}.unit_price`),
  ),
  total: money(
    { about: "Quantity times unit price." },
    inCurrency((row) => sql`${row}.total`),
  ),
  refundedQuantity: column(OrderLine, "refundedQuantity", "Int", { about: "Units given back, at most the quantity." }),
});

extendAll(orderType, {
  id: id("ord", { about: "Carries the type: ord_ and 32 hex digits.", roles: EVERYONE }),
  orderNumber: column(CustomerOrder, "orderNumber", "String", { about: "The shop's own number." }),
  customer: one<Sql>(() => customerType, {
    about: "Who placed it.",
    table: "customer",
    where: (row, order) => sql`${row}.id = ${order}.customer_id`,
  }),
  placedAt: column(CustomerOrder, "placedAt", "DateTime", { about: "When it was placed: its earliest completion." }),
  channel: enumeration(ChannelEnum, { about: "Where it was placed." }, (row) => sql`${row}.channel`),
  status: enumeration(orderStatus, { about: "What has become of it." }, (row) => sql`${row}.status`),
  lines: list<Sql>(() => orderLineType, {
    about: "What was bought, in the sender's order.",
    table: "order_line",
    where: (row, order) => sql`${row}.customer_id = ${order}.customer_id and ${row}.order_id = ${order}.id`,
    order: (row) => sql`${row}.line_number`,
  }),
  total: money(
    { about: "As charged: the stated total, else the sum of the lines." },
    inCurrency((row) => sql`${row}.total`),
  ),
  refunded: money(
    { about: "What was given back, a cancellation included." },
    inCurrency((row) => sql`${row}.refunded`),
  ),
  netTotal: money(
    { about: "total - refunded." },
    inCurrency((row) => sql`(${row}.total - ${row}.refunded)`),
  ),
});

const NEWEST_FIRST: Order = {
  name: "PLACED_DESC",
  direction: "desc",
  keys: ["timestamptz", "uuid"],
  values: (row) => [sql`${row}.placed_at`, sql`${row}.id`],
};

extend(
  customerType,
  "orders",
  page<Sql>(orderType, {
    about: "What the customer ordered, the newest first.",
    forwardOnly: true,
    table: "customer_order",
    key: "customer_id, id",
    order: () => NEWEST_FIRST,
    where: (row, customer) => sql`${row}.customer_id = ${customer}.id`,
  }),
);

extend(
  touchpointType,
  "order",
  one<Sql>(() => orderType, {
    about: "The order it tells of; null where it tells of none, or of one that is not known (yet).",
    nullable: true,
    table: "customer_order",
    where: (row, touchpoint) =>
      sql`${row}.customer_id = ${touchpoint}.customer_id and ${row}.order_number = ${touchpoint}.order_number`,
  }),
);
