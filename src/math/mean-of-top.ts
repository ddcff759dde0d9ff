import { topPlaces } from "./top-places.ts";

/** The mean of the `count` largest values, negative ones as 0: what a high one usually is; 0 of none. O(n log count). */
export function meanOfTop(values: ArrayLike<number>, count: number): number {
  const top = topPlaces(values, count);
  return top.reduce((sum, place) => sum + Math.max(0, values[place] ?? 0), 0) / Math.max(1, top.length);
}
