import { only, rounded, type Things } from "./things.ts";

const WEIGHTS: Readonly<Record<string, number>> = {
  PRODUCT_VIEWED: 1,
  PRODUCT_CLICKED: 1,
  WISHLIST_ADDED: 3,
  PRODUCT_ADDED: 3,
};
const DAY = 24 * 3600 * 1000;

interface Choice {
  readonly productId: string;
  readonly at: Date;
  readonly channel: string;
  readonly weight: number;
}

/** All that customers turned to, ever; what came of a cancelled order does not count. */
function choices({ tables }: Things): readonly Choice[] {
  const acts = tables.touchpoints.flatMap(({ product_id, type, channel, occurred_at }): Choice[] => {
    const weight = WEIGHTS[type] ?? 0;
    return product_id === null ? [] : [{ productId: product_id, at: occurred_at, channel, weight }];
  });
  const lines = tables.lines.flatMap(({ order_id, product_id }): Choice[] => {
    const order = only(tables.orders.find(({ id }) => id === order_id));
    if (order.status === "CANCELLED") return [];
    return [{ productId: product_id, at: order.placed_at, channel: order.channel, weight: 5 }];
  });
  return [...acts, ...lines];
}

export interface TrendingArgs {
  readonly first?: number | null;
  readonly days?: number | null;
  readonly channel?: string | null;
}

export function trendingProducts(things: Things, { first, days, channel }: TrendingArgs): readonly object[] {
  const window = (days ?? 7) * DAY;
  const scores = new Map<string, number>();
  for (const choice of choices(things)) {
    const age = things.now.getTime() - choice.at.getTime();
    if (choice.weight === 0 || age < 0 || age >= window || (channel ?? choice.channel) !== choice.channel) continue;
    scores.set(choice.productId, (scores.get(choice.productId) ?? 0) + choice.weight * 2 ** (-age / (window / 2)));
  }
  return things.tables.products
    .filter(({ id, available }) => available && scores.has(id))
    .map((product) => ({ product, score: scores.get(product.id) ?? 0 }))
    .sort((left, right) => rounded(right.score) - rounded(left.score) || (left.product.id < right.product.id ? -1 : 1))
    .slice(0, first ?? 10)
    .map(({ product, score }) => ({ product: things.product(product), score }));
}
