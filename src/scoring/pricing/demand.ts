import type { Form } from "./forms.ts";
import type { ProductResponse } from "./response.ts";

/** Units a week at a price, as demand was of late, should the elasticity at the reference price be this one. */
export function demandAt(response: ProductResponse, form: Form, elasticity: number): (price: number) => number {
  const { level, recentPrices, reference } = response;
  const shapeOf = (price: number): number => form.shape(price / reference, elasticity);
  const ofLate = recentPrices.reduce((sum, price) => sum + shapeOf(price), 0) / recentPrices.length;
  return (price) => (level * shapeOf(price)) / Math.max(Number.MIN_VALUE, ofLate);
}
