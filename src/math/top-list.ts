export interface Placed {
  readonly place: number;
  readonly value: number;
}

/**
 * The `count` largest of the values that it is offered, equal ones by place; -Infinity and NaN are not taken. A heap with the
 * worst on top: O(log count) for each that is taken, most lose against the top at once. No place may be offered twice.
 */
export class TopList {
  /** What a value must reach to be taken: -Infinity until there are as many as wanted. */
  least: number;
  readonly #count: number;
  readonly #heap: Placed[] = [];

  constructor(count: number) {
    this.#count = count;
    this.least = count < 1 ? Number.NaN : Number.NEGATIVE_INFINITY; // no value reaches NaN
  }

  offer(place: number, value: number): void {
    if (!(value >= this.least && value > Number.NEGATIVE_INFINITY)) return;
    const placed = { place, value };
    if (this.#heap.length < this.#count) rise(this.#heap, placed);
    else if (worse(this.#heap[0], placed)) sinkFromTop(this.#heap, placed);
    if (this.#heap.length === this.#count) this.least = this.#heap[0]?.value ?? this.least;
  }

  /**
   * Whether a value may still be taken that does not exceed a ceiling. A ceiling that was added up in another order than its
   * value may lie below it by its rounding, which is far less than what is allowed for here.
   */
  mayTake(ceiling: number): boolean {
    return !(ceiling < this.least - 1e-9 * (1 + Math.abs(this.least)));
  }

  /** The largest first. */
  placed(): Placed[] {
    return [...this.#heap].sort((left, right) => right.value - left.value || left.place - right.place);
  }
}

const worse = (left: Placed | undefined, right: Placed): boolean =>
  left !== undefined && (left.value < right.value || (left.value === right.value && left.place > right.place));

function rise(heap: Placed[], placed: Placed): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !worse(placed, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = placed;
}

function sinkFromTop(heap: Placed[], placed: Placed): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const [left, right] = [heap[child], heap[child + 1]];
    if (right !== undefined && worse(right, left ?? right)) child++;
    const below = heap[child];
    if (below === undefined || !worse(below, placed)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = placed;
}
