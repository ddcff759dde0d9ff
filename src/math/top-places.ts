/**
 * The places of the `count` largest values, the largest first and equal ones by place; -Infinity and NaN have none. A heap
 * of `count` places with the worst on top. O(n log count) at worst; most values lose against the top at once.
 */
export function topPlaces(values: ArrayLike<number>, count: number): number[] {
  if (count < 1) return [];
  const heap: number[] = [];
  const worse = (left: number, right: number): boolean => {
    const a = values[left] ?? Number.NaN;
    const b = values[right] ?? Number.NaN;
    return a < b || (a === b && left > right);
  };
  let least = Number.NEGATIVE_INFINITY; // what a value has to exceed: of equal ones the earlier place stays
  for (let place = 0; place < values.length; place++) {
    if (!((values[place] ?? Number.NaN) > least)) continue;
    if (heap.length < count) rise(heap, place, worse);
    else sinkFromTop(heap, place, worse);
    if (heap.length === count) least = values[heap[0] ?? 0] ?? 0;
  }
  return heap.sort((left, right) => (worse(left, right) ? 1 : -1));
}

export interface Placed {
  readonly place: number;
  readonly value: number;
}

/** A ceiling that was added up in another order than its value may lie below it by its rounding, which is far less than this. */
const justBelow = (value: number): number => value - 1e-9 * (1 + Math.abs(value));

/**
 * The same of values that take long to compute, where each is known not to exceed its ceiling: they are computed only of
 * the places whose ceilings reach the least value that the places of the highest ceilings have. O(n log count + computed).
 */
export function topUnder(ceilings: ArrayLike<number>, count: number, valueAt: (place: number) => number): Placed[] {
  const first = topPlaces(ceilings, count);
  const least = first.length < count ? Number.NEGATIVE_INFINITY : justBelow(Math.min(...first.map(valueAt)));
  const placed: Placed[] = [];
  for (let place = 0; place < ceilings.length && count > 0; place++) {
    const ceiling = ceilings[place] ?? Number.NaN;
    if (!(ceiling >= least && ceiling > Number.NEGATIVE_INFINITY)) continue;
    const value = valueAt(place);
    if (value > Number.NEGATIVE_INFINITY) placed.push({ place, value });
  }
  return placed.sort((left, right) => right.value - left.value || left.place - right.place).slice(0, count);
}

type Worse = (left: number, right: number) => boolean;

function rise(heap: number[], place: number, worse: Worse): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] ?? 0;
    if (!worse(place, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = place;
}

function sinkFromTop(heap: number[], place: number, worse: Worse): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && worse(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
    const below = heap[child] ?? 0;
    if (!worse(below, place)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = place;
}
