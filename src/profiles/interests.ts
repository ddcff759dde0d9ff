import { wordsOf } from "../math/words.ts";
import type { NamedProduct } from "../products/index.ts";
import type { RecordedTouchpoint, TouchpointType } from "../touchpoints/index.ts";

/** How much a touchpoint says about what a customer likes; what is not here says nothing. */
const SAYS: Partial<Record<TouchpointType, number>> = {
  SEARCHED: 1,
  PRODUCT_VIEWED: 1,
  PRODUCT_CLICKED: 1,
  PRODUCT_SHARED: 2,
  WISHLIST_ADDED: 3,
  PRODUCT_ADDED: 3,
  PRODUCT_REVIEWED: 3,
  ORDER_COMPLETED: 5,
};

export type InterestKind = "CATEGORY" | "BRAND" | "SEARCH";

export interface Interest {
  readonly kind: InterestKind;
  readonly tag: string;
  readonly weight: number;
}

const HALF_LIFE_DAYS = 90;
const EPOCH = Date.UTC(2020, 0, 1);
const DAY = 24 * 3600 * 1000;
const LONGEST_TAG = 200;

/**
 * A weight of this moment, scaled to a fixed epoch: 2^((t - epoch) / half-life). Sums of such weights add up in any order
 * and need no rewriting as time goes by, since only their ratios are shown. Within double range for centuries.
 */
export const scaled = (weight: number, at: Date): number =>
  weight * 2 ** ((at.getTime() - EPOCH) / DAY / HALF_LIFE_DAYS);

/** What a touchpoint says its customer is interested in. */
export function interestsOf(touchpoint: RecordedTouchpoint): Interest[] {
  const says = SAYS[touchpoint.type];
  if (says === undefined) return [];
  const weight = scaled(says, touchpoint.occurredAt);
  const searched = wordsOf(touchpoint.type === "SEARCHED" ? (touchpoint.searchQuery ?? "") : "");
  const products = productsOf(touchpoint);
  return [
    ...products.flatMap(({ category }) =>
      category === null ? [] : [{ kind: "CATEGORY" as const, tag: category, weight }],
    ),
    ...products.flatMap(({ brand }) => (brand === null ? [] : [{ kind: "BRAND" as const, tag: brand, weight }])),
    ...searched.map((word) => ({ kind: "SEARCH" as const, tag: word.slice(0, LONGEST_TAG), weight })),
  ];
}

/** The products that a touchpoint is about: its own, or those of its order's lines. */
function productsOf({ sku, order, products }: RecordedTouchpoint): NamedProduct[] {
  return [sku, ...(order?.lines ?? []).map((line) => line.sku)].flatMap((each) => products.get(each ?? "") ?? []);
}
