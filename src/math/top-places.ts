import { TopList } from "./top-list.ts";

/** The places of the `count` largest values, the largest first and equal ones by place; -Infinity and NaN have none. O(n log count) at worst. */
export function topPlaces(values: ArrayLike<number>, count: number): number[] {
  const list = new TopList(count);
  for (let place = 0; place < values.length; place++) {
    const value = values[place] ?? Number.NaN;
    if (value > list.least) list.offer(place, value); // of equal ones the earlier place stays
  }
  return list.placed().map(({ place }) => place);
}
