import type { Touches } from "../history.ts";
import { DAY } from "../likings.ts";
import { SILENCE } from "../sessions.ts";

/** After so many days a sitting counts half. */
const HALF_LIFE_DAYS = 180;

/** How often somebody came, and by product in how many of these sittings they touched it; each halved with time. */
export interface Sittings {
  readonly total: number;
  readonly byProduct: ReadonlyMap<number, number>;
}

/** O(touches). */
export function sittingsOf({ product, at }: Touches, now: number): Sittings {
  const byProduct = new Map<number, number>();
  const lastOf = new Map<number, number>();
  let [total, last] = [0, Number.NEGATIVE_INFINITY];
  for (const [touch, place] of product.entries()) {
    const moment = at[touch] ?? 0;
    const weight = 2 ** ((moment - now) / DAY / HALF_LIFE_DAYS);
    if (moment - last > SILENCE) total += weight;
    if (moment - (lastOf.get(place) ?? Number.NEGATIVE_INFINITY) > SILENCE) {
      byProduct.set(place, (byProduct.get(place) ?? 0) + weight);
    }
    last = moment;
    lastOf.set(place, moment);
  }
  return { total, byProduct };
}
