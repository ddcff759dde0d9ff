const POINTS = 8;
/** The nodes on [-1, 1] that are above 0, and their weights: Abramowitz and Stegun 1964, table 25.4. */
const HALF = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;
const UNIT: readonly (readonly [node: number, weight: number])[] = [
  ...HALF.toReversed().map(([node, weight]) => [-node, weight] as const),
  ...HALF,
];

/** Where to look at a function so that weighted sums of what it is there are its integrals. */
export interface Grid {
  /** Ascending. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss and Legendre's rule of eight nodes between each of these ascending ends and the next: exact for polynomials of degree 15. O(ends).
 */
export function gridBetween(ends: readonly number[]): Grid {
  const points = ends.slice(1).flatMap((high, index) => {
    const low = ends[index] ?? high;
    return UNIT.map(([node, weight]) => [(low + high + node * (high - low)) / 2, (weight * (high - low)) / 2] as const);
  });
  return {
    nodes: Float64Array.from(points, ([node]) => node),
    weights: Float64Array.from(points, ([, weight]) => weight),
  };
}

/** From the first end to the last, of a function that has these values at the nodes. */
export function integral({ weights }: Grid, values: Float64Array): number {
  let sum = 0;
  for (const [at, weight] of weights.entries()) sum += weight * (values[at] ?? 0);
  return sum;
}

/** The integrals from the first end to each node. O(nodes). */
export function runningIntegral({ weights }: Grid, values: Float64Array): Float64Array {
  const running = new Float64Array(values.length);
  let before = 0;
  for (let start = 0; start < values.length; start += POINTS) {
    for (let node = 0; node < POINTS; node++) {
      let sum = before;
      for (let at = 0; at < POINTS; at++) {
        sum += (PARTS[node * POINTS + at] ?? 0) * (weights[start + at] ?? 0) * (values[start + at] ?? 0);
      }
      running[start + node] = sum;
    }
    for (let at = start; at < start + POINTS; at++) before += (weights[at] ?? 0) * (values[at] ?? 0);
  }
  return running;
}

/**
 * What share of a node's weight counts up to another node: the integral from -1 to there of the polynomial of degree 7 through the
 * values, written as a sum of Legendre's, sum_k (2 k + 1) / 2 P_k(node) times the integral of P_k, which is (P_k+1 - P_k-1) / (2 k + 1).
 */
const PARTS = Float64Array.from(
  UNIT.flatMap(([to]) => UNIT.map(([node]) => partOf(legendreAt(to), legendreAt(node), to))),
);

function partOf(atEnd: readonly number[], atNode: readonly number[], end: number): number {
  let sum = (end + 1) / 2;
  for (let k = 1; k < POINTS; k++) sum += ((atNode[k] ?? 0) * ((atEnd[k + 1] ?? 0) - (atEnd[k - 1] ?? 0))) / 2;
  return sum;
}

/** P_0 to P_8 at a place, by Bonnet's recursion. */
function legendreAt(x: number): number[] {
  const values = [1, x];
  for (let k = 1; k < POINTS; k++)
    values.push(((2 * k + 1) * x * (values[k] ?? 0) - k * (values[k - 1] ?? 0)) / (k + 1));
  return values;
}
