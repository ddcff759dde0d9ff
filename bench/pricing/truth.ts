import { PRICE_RATIOS } from "../../src/demo/world/demand-curves.ts";
import type { ShopProduct } from "./shop.ts";

/** Below this, as many as nobody. */
const NOBODY = 1e-9;

/** Who would truly buy at a price, over the whole time: between the prices that the shop's truth tells, straight in logarithms. */
export function trueUnits({ buyers = [], usualPrice }: ShopProduct, price: number): number {
  const ratio = price / usualPrice;
  const above = PRICE_RATIOS.findIndex((each) => each >= ratio);
  const place = Math.max(1, above < 0 ? PRICE_RATIOS.length - 1 : above);
  const [left, right] = [Math.log(PRICE_RATIOS[place - 1] ?? 1), Math.log(PRICE_RATIOS[place] ?? 1)];
  const share = (Math.log(ratio) - left) / (right - left);
  const at = (index: number) => Math.log((buyers[index] ?? 0) + NOBODY);
  return Math.exp(at(place - 1) * (1 - share) + at(place) * share);
}

const NEAR = 1.02;

/** d ln(buyers) / d ln(price) about a price. */
export const trueElasticity = (product: ShopProduct, price: number): number =>
  Math.log(trueUnits(product, price * NEAR) / trueUnits(product, price / NEAR)) / (2 * Math.log(NEAR));

export const trueProfit = (product: ShopProduct, price: number): number =>
  trueUnits(product, price) * (price - product.cost);
