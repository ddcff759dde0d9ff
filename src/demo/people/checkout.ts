import Big from "big.js";
import type { Channel, IncomingTouchpoint } from "../../touchpoints/index.ts";
import type { Random } from "../random.ts";
import { DAY, HOUR } from "../world/calendar.ts";
import type { Diary } from "./diary.ts";
import type { Memory } from "./memory.ts";
import type { Wanted } from "./shopping.ts";

type Identities = IncomingTouchpoint["identities"];

export interface Purchase {
  readonly at: number;
  readonly channel: Channel;
  readonly identities: Identities;
  readonly wanted: readonly Wanted[];
  readonly currency: string;
  /** Of the shop's prices in the purchase's currency. */
  readonly rate: number;
  readonly voucher: boolean;
  readonly more?: Pick<IncomingTouchpoint, "sessionId" | "customer">;
}

const FREE_DELIVERY_FROM = 40;
const DELIVERY = 3.95;
const VOUCHER = 0.1;

/** An order with what comes of it: it is cancelled, things come back, somebody asks or tells how it was. */
export function buy(diary: Diary, memory: Memory, purchase: Purchase, random: Random): void {
  const { at, channel, identities, wanted, currency, rate, more } = purchase;
  memory.orders += 1;
  const orderNumber = orderNumberOf(memory, at);
  const lines = wanted.map(({ product, price, quantity }) => ({
    sku: product.sku,
    name: product.name,
    quantity,
    unitPrice: { amount: (price * rate).toFixed(2), currency },
  }));
  const sum = lines.reduce(
    (total, line) => total.plus(new Big(line.unitPrice.amount).times(line.quantity)),
    new Big(0),
  );
  const charged = chargeOf(sum, purchase);
  const total = charged.eq(sum) ? {} : { total: { amount: charged.toFixed(2), currency } };
  diary.add(at, channel, "ORDER_COMPLETED", identities, {
    name: "Order Completed",
    order: { orderNumber, lines, ...total },
    ...(purchase.voucher ? { properties: { coupon: "THANKS10" } } : {}),
    ...more,
  });
  for (const { product } of wanted) memory.bought(product, at);
  regret(diary, purchase, orderNumber, lines, random);
}

function chargeOf(sum: Big, { channel, rate, voucher }: Purchase): Big {
  const reduced = voucher ? sum.times(1 - VOUCHER) : sum;
  const sent = channel === "WEB" || channel === "MOBILE_APP" || channel === "CALL_CENTER";
  const delivery = sent && reduced.lt(FREE_DELIVERY_FROM * rate) ? DELIVERY * rate : 0;
  return reduced.plus(delivery.toFixed(2)).round(2);
}

function orderNumberOf(memory: Memory, at: number): string {
  const day = new Date(at).toISOString().slice(2, 10).replaceAll("-", "");
  return `${day}-${memory.person.number}-${memory.orders}`;
}

type Lines = readonly {
  sku: string;
  name: string;
  quantity: number;
  unitPrice: { amount: string; currency: string };
}[];

function regret(diary: Diary, purchase: Purchase, orderNumber: string, lines: Lines, random: Random): void {
  const { at, channel, identities, wanted, currency } = purchase;
  const own = identities.filter(({ kind }) => kind !== "ANONYMOUS_ID");
  if (random.chance(0.015)) {
    diary.add(at + random.between(0.5, 20) * HOUR, channel, "ORDER_CANCELLED", own, {
      order: { orderNumber, lines: [] },
    });
    return;
  }
  const arrived = at + random.between(2, 6) * DAY;
  const back = lines.filter((_, index) => random.chance(wanted[index]?.product.leaf.returned ?? 0));
  if (back.length > 0) {
    const order = { orderNumber, lines: back };
    diary.add(arrived + random.between(1, 14) * DAY, channel, "ORDER_REFUNDED", own, { order });
  } else if (random.chance(0.02)) {
    const amount = { amount: random.between(1, 5).toFixed(2), currency };
    const properties = { reason: "goodwill" };
    const order = { orderNumber, lines: [], total: amount };
    diary.add(arrived + random.between(1, 5) * DAY, channel, "ORDER_REFUNDED", own, { order, properties });
  }
  speak(diary, purchase, arrived, own, random);
}

function speak(diary: Diary, { channel, wanted }: Purchase, arrived: number, own: Identities, random: Random): void {
  const [first] = wanted;
  if (first === undefined || channel === "MARKETPLACE") return;
  if (random.chance(0.08)) {
    const properties = { stars: random.weighted([5, 4, 3, 2, 1], (stars) => stars ** 2) };
    diary.add(arrived + random.between(1, 20) * DAY, "WEB", "PRODUCT_REVIEWED", own, {
      sku: first.product.sku,
      properties,
    });
  }
  if (random.chance(0.03)) {
    const properties = { wouldRecommend: random.int(4, 10) };
    diary.add(arrived + random.between(2, 9) * DAY, "OTHER", "CUSTOM", own, { name: "Survey Answered", properties });
  }
  if (random.chance(0.04)) {
    const properties = { topic: random.pick(["delivery", "damage", "how to use", "invoice"]) };
    diary.add(arrived + random.between(0, 4) * DAY, "CALL_CENTER", "SUPPORT_CONTACTED", own, { properties });
  }
}
