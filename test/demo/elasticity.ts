import { type Calendar, WEEK } from "../../src/demo/world/calendar.ts";
import type { DemoProduct } from "../../src/demo/world/catalogue.ts";
import { priceAt } from "../../src/demo/world/prices.ts";
import type { simulate } from "./simulate.ts";

interface Weeks {
  /** By week: the logarithm of the price as a share of the usual one, and the units sold. */
  readonly price: readonly number[];
  readonly units: readonly number[];
}

/**
 * What somebody finds who compares weeks: Poisson regression of units on ln(price) with a level for each product, by
 * Newton's method on the likelihood that is left when the levels are conditioned out.
 */
export function elasticityFromSales(shop: ReturnType<typeof simulate>, products: readonly DemoProduct[]): number {
  const weeks = weeksOf(shop, products);
  let slope = -1;
  for (let step = 0; step < 50; step += 1) {
    let [gradient, curvature] = [0, 0];
    for (const { price, units } of weeks) {
      const weights = price.map((each) => Math.exp(slope * each));
      const all = sum(weights);
      const mean = sum(price.map((each, week) => each * (weights[week] ?? 0))) / all;
      const variance = sum(price.map((each, week) => (each - mean) ** 2 * (weights[week] ?? 0))) / all;
      gradient += sum(price.map((each, week) => (units[week] ?? 0) * (each - mean)));
      curvature += sum(units) * variance;
    }
    slope += Math.max(-0.5, Math.min(0.5, gradient / curvature));
  }
  return slope;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function weeksOf({ world, touchpoints }: ReturnType<typeof simulate>, products: readonly DemoProduct[]): Weeks[] {
  const sold = new Map<string, number>();
  for (const { type, occurredAt, order } of touchpoints) {
    if (type !== "ORDER_COMPLETED") continue;
    for (const { sku, quantity } of order?.lines ?? []) {
      const key = `${sku} ${weekOf(world.calendar, occurredAt.getTime())}`;
      sold.set(key, (sold.get(key) ?? 0) + quantity);
    }
  }
  return products.flatMap((product): Weeks[] => {
    const path = world.prices.get(product.sku);
    const weeks = soldWeeks(world.calendar, product);
    if (path === undefined || weeks.length === 0) return [];
    const middle = (week: number) => world.calendar.from + (week + 0.5) * WEEK;
    return [
      {
        price: weeks.map((week) => Math.log(priceAt(path, middle(week)) / product.price)),
        units: weeks.map((week) => sold.get(`${product.sku} ${week}`) ?? 0),
      },
    ];
  });
}

const weekOf = ({ from }: Calendar, at: number): number => Math.floor((at - from) / WEEK);

function soldWeeks(calendar: Calendar, { from, until }: DemoProduct): number[] {
  const count = Math.floor((calendar.until - calendar.from) / WEEK);
  return Array.from({ length: count }, (_, week) => week).filter((week) => {
    const begins = calendar.from + week * WEEK;
    return from <= begins && begins + WEEK <= until;
  });
}
