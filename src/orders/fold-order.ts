import Big from "big.js";
import { NO_CURRENCY } from "../shop/index.ts";

/** A line as a touchpoint told it. */
export interface ToldLine {
  readonly productId: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

/** What one touchpoint told of an order. */
export interface Told {
  readonly touchpointId: string;
  readonly type: string;
  readonly channel: string;
  readonly occurredAt: Date;
  readonly currency: string | null;
  readonly rate: string | null;
  /** The stated total, as charged or given back; null where none was stated. */
  readonly total: string | null;
  readonly lines: readonly ToldLine[];
}

export type OrderStatus = "COMPLETED" | "PARTIALLY_REFUNDED" | "REFUNDED" | "CANCELLED";

export interface FoldedOrder {
  readonly placedAt: Date;
  readonly channel: string;
  readonly status: OrderStatus;
  readonly currency: string;
  readonly rate: string;
  readonly total: string;
  /** In the order's currency. */
  readonly refunded: string;
  readonly lines: readonly FoldedLine[];
}

export interface FoldedLine extends ToldLine {
  readonly total: string;
  readonly refundedQuantity: number;
}

export interface FoldedRefund {
  readonly touchpointId: string;
  readonly refundedAt: Date;
  readonly currency: string;
  readonly rate: string;
  readonly amount: string;
  readonly lines: readonly { productId: string; quantity: number; amount: string }[];
}

interface OpenLine extends ToldLine {
  left: number;
}

/**
 * Folds all that touchpoints told of one order into the order and its refunds, whatever their order of arrival. The
 * earliest completion is the order; a second one, such as a pixel's beside the server's own, changes nothing. Without a
 * completion there is no order yet, and what was given back stands by itself. Exact decimals; O(n log n).
 */
export function foldOrder(told: readonly Told[]): { order: FoldedOrder | undefined; refunds: FoldedRefund[] } {
  const inTime = [...told].sort(byTime);
  const completion = inTime.find(({ type }) => type === "ORDER_COMPLETED");
  const returns = inTime.filter(({ type }) => type !== "ORDER_COMPLETED");
  const open = (completion?.lines ?? []).map((line): OpenLine => ({ ...line, left: line.quantity }));
  const total = completion === undefined ? new Big(0) : (statedTotal(completion) ?? sumOf(completion.lines));
  const refunds: FoldedRefund[] = [];
  let left = total;
  let cancelled = false;
  let gaveBackAll = false;
  let settled = false; // once the whole is given back, later tellings are of the same money: a payment beside its cancellation
  for (const given of returns) {
    const refund = settled ? undefined : foldRefund(given, completion, left, open);
    if (refund !== undefined) {
      refunds.push(refund);
      left = left.minus(inCurrencyOf(completion, refund));
      gaveBackAll ||= left.lte(0);
    }
    cancelled ||= given.type === "ORDER_CANCELLED" && (isWhole(given) || left.lte(0));
    settled ||= completion !== undefined && isWhole(given);
  }
  if (completion === undefined) return { order: undefined, refunds };
  const refunded = total.minus(left);
  const status = cancelled
    ? "CANCELLED"
    : gaveBackAll
      ? "REFUNDED"
      : refunded.gt(0)
        ? "PARTIALLY_REFUNDED"
        : "COMPLETED";
  return { order: toOrder(completion, status, total, refunded, open), refunds };
}

function toOrder(
  completion: Told,
  status: OrderStatus,
  total: Big,
  refunded: Big,
  open: readonly OpenLine[],
): FoldedOrder {
  return {
    placedAt: completion.occurredAt,
    channel: completion.channel,
    status,
    currency: completion.currency ?? NO_CURRENCY,
    rate: completion.rate ?? "1",
    total: total.toFixed(),
    refunded: refunded.toFixed(),
    lines: open.map(({ left, ...line }) => ({
      ...line,
      total: new Big(line.unitPrice).times(line.quantity).toFixed(),
      refundedQuantity: line.quantity - left,
    })),
  };
}

/** What a refund or cancellation gives back; undefined where that cannot be known before the order is. */
function foldRefund(given: Told, completion: Told | undefined, left: Big, open: OpenLine[]): FoldedRefund | undefined {
  const whole = isWhole(given);
  if (whole && completion === undefined) return undefined;
  const lines = whole
    ? open.map(({ productId, left: quantity, unitPrice }) => ({ productId, quantity, unitPrice }))
    : given.lines;
  const amount = whole ? (left.gt(0) ? left : new Big(0)) : (statedTotal(given) ?? sumOf(lines));
  for (const line of lines) takeBack(open, line);
  const payer = whole ? completion : given;
  return {
    touchpointId: given.touchpointId,
    refundedAt: given.occurredAt,
    currency: payer?.currency ?? NO_CURRENCY,
    rate: payer?.rate ?? "1",
    amount: amount.toFixed(),
    lines: lines
      .filter(({ quantity }) => quantity > 0)
      .map((line) => ({ productId: line.productId, quantity: line.quantity, amount: amountOf(line).toFixed() })),
  };
}

/** Takes units back from the lines of the product, first line first. */
function takeBack(open: OpenLine[], { productId, quantity }: ToldLine): void {
  let back = quantity;
  for (const line of open) {
    if (line.productId !== productId) continue;
    const taken = Math.min(line.left, back);
    line.left -= taken;
    back -= taken;
  }
}

/** A refund in another currency than the order's is worth what the two days' rates say. */
function inCurrencyOf(completion: Told | undefined, { amount, currency, rate }: FoldedRefund): Big {
  if (completion === undefined || completion.currency === currency) return new Big(amount);
  return new Big(amount).times(rate).div(completion.rate ?? "1");
}

const isWhole = ({ lines, total }: Told): boolean => lines.length === 0 && total === null;
const statedTotal = ({ total }: Told): Big | undefined => (total === null ? undefined : new Big(total));
const amountOf = ({ unitPrice, quantity }: ToldLine): Big => new Big(unitPrice).times(quantity);
const sumOf = (lines: readonly ToldLine[]): Big => lines.reduce((sum, line) => sum.plus(amountOf(line)), new Big(0));

function byTime(left: Told, right: Told): number {
  const time = left.occurredAt.getTime() - right.occurredAt.getTime();
  return time !== 0
    ? time
    : left.touchpointId < right.touchpointId
      ? -1
      : Number(left.touchpointId > right.touchpointId);
}
