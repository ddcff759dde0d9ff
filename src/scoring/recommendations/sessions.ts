import type { SparseRows } from "../../math/sparse-rows.ts";
import { basketOf, type History, touchesBetween } from "./history.ts";
import { type Likings, likingsOf, matrixOf } from "./likings.ts";

/** A longer silence ends a session, as is usual in web analytics. */
export const SILENCE = 30 * 60 * 1000;

/** The touch with which the session of a touch began; none of the customer's lies before `from`. */
export function sittingBegin({ at }: History, touch: number, from: number): number {
  let begin = touch;
  while (begin > from && (at[begin] ?? 0) - (at[begin - 1] ?? 0) <= SILENCE) begin--;
  return begin;
}

/**
 * The session x product matrix of a history: a row for each stretch of a customer's touches without half an hour of silence
 * (the lines of an order share their moment), with each product's strongest signal in it. O(touches log touches).
 */
export function sessionsMatrix(history: History): SparseRows {
  const rows: Likings[] = [];
  for (let customer = 0; customer < history.customers.length; customer++) {
    const basket = basketOf(history, customer);
    let from = 0;
    for (let touch = 1; touch <= basket.at.length; touch++) {
      const silence = (basket.at[touch] ?? Number.POSITIVE_INFINITY) - (basket.at[touch - 1] ?? 0);
      if (silence <= SILENCE) continue;
      rows.push(likingsOf(touchesBetween(basket, from, touch), basket.now, Number.POSITIVE_INFINITY));
      from = touch;
    }
  }
  return matrixOf(rows);
}
