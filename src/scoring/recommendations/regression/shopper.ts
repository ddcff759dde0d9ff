import type { Basket } from "../history.ts";
import { DAY, touchWeights } from "../likings.ts";
import { codeOf, OWNED_CODES } from "../signals.ts";
import { asOwned, type Ground, HALF_LIFE_DAYS } from "./ground.ts";
import { type Sittings, sittingsOf } from "./sittings.ts";

/** Products and how much the touches of each count together. */
export type Sums = ReadonlyMap<number, number>;

/** What features need to know of a customer beside their facts: sums of touches, weighted by signal and halved with time. */
export interface Shopper {
  /** Touches of a goal count as those of somebody who has the product. */
  readonly basket: Basket;
  /** As it was told. */
  readonly told: Basket;
  readonly bought: Sums;
  readonly viewed: Sums;
  readonly sittings: Sittings;
  readonly carted: Sums;
  /** By product touched: exp(-days since the last touch / 30). */
  readonly fresh: Sums;
  /** By product bought: exp(-days since / 120). */
  readonly freshlyBought: Sums;
  /** By channel its share of the customer's touches. */
  readonly channelShares: Sums;
  /** The mean logarithm of the prices of what they touched, by weight. */
  readonly usualLogPrice: number;
  /** A stranger is taken for a customer whose only touch is as long ago as any in the history. */
  readonly daysSinceFirst: number;
  readonly daysSinceLast: number;
}

const FRESH_DAYS = 30;
/** What was bought serves for some months rather than for some weeks. */
const SERVES_DAYS = 120;
const CART_CODE = codeOf("CART");

/** O(touches). */
export function shopperOf(ground: Ground, told: Basket): Shopper {
  const basket = asOwned(told, ground.goals);
  const weights = touchWeights(basket, basket.now, HALF_LIFE_DAYS);
  const [bought, viewed, carted, channelShares] = [newSums(), newSums(), newSums(), newSums()];
  const [fresh, freshlyBought] = [newSums(), newSums()];
  let [prices, total] = [0, 0];
  for (const [touch, product] of basket.product.entries()) {
    const weight = weights[touch] ?? 0;
    const signal = basket.signal[touch] ?? -1;
    addTo(OWNED_CODES.includes(signal) ? bought : signal === CART_CODE ? carted : viewed, product, weight);
    addTo(channelShares, basket.channel[touch] ?? 0, 1 / basket.product.length);
    const freshness = Math.exp(-(daysSince(basket, touch) ?? 0) / FRESH_DAYS);
    fresh.set(product, freshness);
    if (OWNED_CODES.includes(signal)) freshlyBought.set(product, freshness ** (FRESH_DAYS / SERVES_DAYS));
    prices += weight * (ground.logPrice[product] ?? 0);
    total += weight;
  }
  return {
    basket,
    told,
    bought,
    viewed,
    sittings: sittingsOf(basket, basket.now),
    carted,
    fresh,
    freshlyBought,
    channelShares,
    usualLogPrice: total > 0 ? prices / total : ground.usualLogPrice,
    daysSinceFirst: daysSince(basket, 0) ?? ground.days,
    daysSinceLast: daysSince(basket, basket.at.length - 1) ?? ground.days,
  };
}

const newSums = (): Map<number, number> => new Map();

const addTo = (sums: Map<number, number>, key: number, weight: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + weight);
};

/** Undefined where there is no such touch. */
function daysSince({ at, now }: Basket, touch: number): number | undefined {
  const moment = at[touch];
  return moment === undefined ? undefined : (now - moment) / DAY;
}
