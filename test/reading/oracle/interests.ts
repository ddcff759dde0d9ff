import type { CustomerRow, TouchpointRow } from "./tables.ts";
import { byText, rounded, seesPersonal, type Things } from "./things.ts";

const WEIGHTS: Readonly<Record<string, number>> = {
  SEARCHED: 1,
  PRODUCT_VIEWED: 1,
  PRODUCT_CLICKED: 1,
  PRODUCT_SHARED: 2,
  WISHLIST_ADDED: 3,
  PRODUCT_ADDED: 3,
  PRODUCT_REVIEWED: 3,
  ORDER_COMPLETED: 5,
};
const HALF_LIFE = 90 * 24 * 3600 * 1000;

/** The 20 strongest of category, brand and words searched for, halved every 90 days; words only for who may read them. */
export function interestsOf({ id }: CustomerRow, things: Things): readonly object[] {
  const sums = new Map<string, number>();
  for (const touchpoint of things.tables.touchpoints.filter(({ customer_id }) => customer_id === id)) {
    const age = things.now.getTime() - touchpoint.occurred_at.getTime();
    const weight = (WEIGHTS[touchpoint.type] ?? 0) * 2 ** (-age / HALF_LIFE);
    if (weight === 0) continue;
    for (const tag of tagsOf(touchpoint, things)) sums.set(tag, (sums.get(tag) ?? 0) + weight);
  }
  const strongest = [...sums]
    .sort(([left, one], [right, other]) => rounded(other) - rounded(one) || byText(left, right))
    .slice(0, 20);
  const total = strongest.reduce((all, [, weight]) => all + weight, 0);
  return strongest.map(([tag, weight]) => ({ tag, weight: weight / total }));
}

function tagsOf(touchpoint: TouchpointRow, things: Things): readonly string[] {
  const { products, toldOrders } = things.tables;
  const told = toldOrders.find(({ touchpoint_id }) => touchpoint_id === touchpoint.id);
  const about = [touchpoint.product_id, ...(told?.lines ?? []).map(({ productId }) => productId)];
  const tags = about.flatMap((productId) => {
    const product = products.find(({ id }) => id === productId);
    return [product?.category ?? null, product?.brand ?? null].filter((tag) => tag !== null);
  });
  return seesPersonal(things) ? [...tags, ...wordsOf(touchpoint)] : tags;
}

/** The searches of the tests are plain words between spaces. */
function wordsOf({ search_query }: TouchpointRow): readonly string[] {
  const words = (search_query ?? "").toLowerCase().split(" ");
  return [...new Set(words.filter((word) => word.length > 1))];
}
