import type { GivenProduct } from "../products/index.ts";
import { Random } from "./random.ts";
import type { DemoProduct } from "./world/catalogue.ts";
import type { World } from "./world/world.ts";

/**
 * The catalogue as it is told to the shop: in the first round every product with its first price, in each further round those
 * whose price changed once more.
 */
export function catalogueRounds(world: World): GivenProduct[][] {
  const { products, prices, settings } = world;
  const price = (amount: number) => ({ amount: amount.toFixed(2), currency: settings.currency });
  const changes = products.flatMap(({ sku }) =>
    (prices.get(sku)?.points ?? []).map((point, round) => ({
      sku,
      round,
      price: price(point.price),
      from: point.from,
    })),
  );
  const rounds: GivenProduct[][] = [products.map((product) => described(world, product))];
  for (const { sku, round, price: told, from } of changes) {
    if (round === 0) continue;
    const list = rounds[round] ?? [];
    rounds[round] = list;
    list.push({ sku, price: told, priceFrom: new Date(from) });
  }
  return rounds;
}

function described({ settings, calendar, prices }: World, product: DemoProduct): GivenProduct {
  const { sku, name, brand, leaf, colour, imageUrl, price, cost, from, until } = product;
  const money = (amount: number) => ({ amount: amount.toFixed(2), currency: settings.currency });
  const random = new Random(settings.seed, "stock", sku);
  const [, narrow = ""] = leaf.category.split(" > ");
  return {
    sku,
    name,
    brand,
    category: leaf.category,
    price: money(price),
    priceFrom: new Date(from),
    cost: money(cost * (prices.get(sku)?.costLevel ?? 1)),
    stock: until < calendar.until ? 0 : random.poisson(40),
    imageUrl,
    description: `${name} by ${brand}, from ${narrow.toLowerCase()}. A simulated product of the demo shop.`,
    attributes: { colour, simulated: true },
    available: until >= calendar.until,
  };
}
