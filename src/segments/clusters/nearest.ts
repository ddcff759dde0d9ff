/** A place among the rows, in standardised units. */
export type Centroid = readonly number[];

interface Counted {
  readonly size: number;
  readonly centroid: Centroid;
}

/**
 * The centroids with the number of points that are nearest to each: the largest first, of equal ones by centroid, and
 * none to which no point is nearest. O(n k d), as a rule twice.
 *
 * A point between two counts for the first of them, so that the sizes depend on the order that depends on the sizes: they
 * are counted again until the order stays. It does, since all that counting again can do is make the first ones larger.
 */
export function largestFirst(points: readonly (readonly number[])[], centroids: readonly Centroid[]): Counted[] {
  const sizes = centroids.map(() => 0);
  for (const point of points) {
    const { place } = nearest(centroids, point);
    sizes[place] = (sizes[place] ?? 0) + 1;
  }
  const counted = centroids.map((centroid, place) => ({ size: sizes[place] ?? 0, centroid }));
  const sorted = counted.toSorted((left, right) => right.size - left.size || byValues(left.centroid, right.centroid));
  if (sorted.every((cluster, place) => cluster === counted[place])) return sorted.filter(({ size }) => size > 0);
  return largestFirst(
    points,
    sorted.map(({ centroid }) => centroid),
  );
}

/** The place of the nearest centroid, of equally near ones the first, with the squared distance; -1 where there are none. */
export function nearest(centroids: readonly Centroid[], point: readonly number[]): { place: number; square: number } {
  let [place, least] = [-1, Number.POSITIVE_INFINITY];
  for (let other = 0; other < centroids.length; other++) {
    const centroid = centroids[other] ?? [];
    let square = 0;
    for (let at = 0; at < point.length; at++) square += ((point[at] ?? 0) - (centroid[at] ?? 0)) ** 2;
    if (square < least) [place, least] = [other, square];
  }
  return { place, square: least };
}

/** By the first value that differs. */
export function byValues(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < left.length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
