import type { EntityManager } from "typeorm";
import { LostRace } from "../database/transaction.ts";
import { uuidAt } from "../graphql/ids.ts";
import { groupBy } from "../math/group-by.ts";
import type { CheckedTouchpoint, FollowsTouchpoints, RecordedTouchpoint } from "../touchpoints/index.ts";
import { foldOrder } from "./fold-order.ts";
import type { OrderTouchpoint } from "./order.entity.ts";
import {
  claimOrderNumbers,
  type Folded,
  type OrderKey,
  type OrderOwner,
  readOrderOwners,
  readTold,
  writeFolded,
  writeTold,
} from "./order.store.ts";

/** Folds orders from the touchpoints that tell of them, in the touchpoints' own transaction. */
export const ordersFollowTouchpoints: FollowsTouchpoints = { refuse, recorded };

/** A number that another customer has already: two shops' numbers collide, or somebody is mistaken. */
async function refuse(
  manager: EntityManager,
  batch: readonly { touchpoint: CheckedTouchpoint; customerId: string }[],
): Promise<Map<number, string>> {
  const told = batch.flatMap(({ touchpoint: { type, order }, customerId }, place) =>
    order === undefined || order === null ? [] : [{ place, type, number: order.orderNumber, customerId }],
  );
  const owners = await readOrderOwners(manager, [...new Set(told.map(({ number }) => number))]);
  const holders = new Map([...owners].map(([number, { customerId }]) => [number, customerId]));
  for (const { type, number, customerId } of told) {
    if (type === "ORDER_COMPLETED" && !holders.has(number)) holders.set(number, customerId);
  }
  const others = told.filter(({ number, customerId }) => (holders.get(number) ?? customerId) !== customerId);
  return new Map(
    others.map(({ place, number }) => [place, `order.orderNumber: ${number} belongs to another customer`]),
  );
}

async function recorded(manager: EntityManager, batch: readonly RecordedTouchpoint[]): Promise<void> {
  const told = batch.flatMap(toTold);
  if (told.length === 0) return;
  await writeTold(manager, told);
  const owners = await claim(manager, told);
  const keys = [...new Map(told.map((row) => [keyOf(row), row])).values()];
  const [all, news] = [groupBy(await readTold(manager, keys), keyOf), new Set(told.map(({ touchpointId: id }) => id))];
  const folded = keys.map(({ customerId, orderNumber }): Folded => {
    const owner = owners.get(orderNumber);
    const orderId = owner?.customerId === customerId ? owner.orderId : undefined;
    const of = all.get(keyOf({ customerId, orderNumber })) ?? [];
    const again = of.some(({ touchpointId }) => !news.has(touchpointId));
    return { customerId, orderNumber, orderId, again, ...foldOrder(of) };
  });
  await writeFolded(manager, folded);
}

/** Takes the numbers of completed orders; another writer may have taken one since it was asked about. */
async function claim(manager: EntityManager, told: readonly OrderTouchpoint[]): Promise<Map<string, OrderOwner>> {
  const completed = told.filter(({ type }) => type === "ORDER_COMPLETED");
  const rows = completed.map(({ orderNumber, customerId, occurredAt }) => ({
    orderNumber,
    customerId,
    orderId: uuidAt(occurredAt, `order ${orderNumber}`),
  }));
  const named = new Map(rows.map((row) => [row.orderNumber, row]));
  const claimed = await claimOrderNumbers(manager, [...named.values()]);
  const others = new Set(told.map(({ orderNumber }) => orderNumber).filter((number) => !claimed.has(number)));
  const own = [...named].filter(([number]) => claimed.has(number));
  const owners = new Map<string, OrderOwner>([...own, ...(await readOrderOwners(manager, [...others]))]);
  for (const { orderNumber, customerId } of rows) {
    if (owners.get(orderNumber)?.customerId !== customerId) throw new LostRace(`order ${orderNumber}`);
  }
  return owners;
}

function toTold(touchpoint: RecordedTouchpoint): OrderTouchpoint[] {
  const { order, customerId, id, type, channel, occurredAt, products, rate } = touchpoint;
  if (order === undefined || order === null) return [];
  const lines = order.lines.map(({ sku, quantity, unitPrice }) => {
    const product = products.get(sku);
    if (product === undefined) throw new Error(`sku ${sku} has no product`);
    return { productId: product.id, quantity, unitPrice: unitPrice.amount };
  });
  const { currency = null } = touchpoint;
  const total = order.total?.amount ?? null;
  const { orderNumber } = order;
  return [{ customerId, orderNumber, touchpointId: id, type, channel, occurredAt, currency, rate, total, lines }];
}

const keyOf = ({ customerId, orderNumber }: OrderKey): string => `${customerId} ${orderNumber}`;
