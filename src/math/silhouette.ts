type Point = readonly number[];

/**
 * How well points lie in their clusters: the mean silhouette width, from -1 to 1. Of a point with the mean distance a to
 * the others of its cluster and the mean distance b to the nearest other cluster, the width is (b - a) / max(a, b); 0 of
 * a point that is alone in its cluster, and where both distances are 0. Euclidean distance; 0 of fewer than two clusters.
 * Labels are any numbers. O(n^2 d) time for d coordinates, O(n k) memory for k clusters.
 *
 * Rousseeuw 1987, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis". Of 0 and 10
 * in one cluster and 1 in another it is ((1 - 10) / 10 + (9 - 10) / 10 + 0) / 3 = -1/3.
 */
export function silhouette(points: readonly Point[], labels: readonly number[]): number {
  const clusters = new Map([...new Set(labels)].map((label, place) => [label, place]));
  if (clusters.size < 2) return 0;
  const owns = Int32Array.from(labels, (label) => clusters.get(label) ?? 0);
  const sizes = new Int32Array(clusters.size);
  for (const own of owns) sizes[own] = (sizes[own] ?? 0) + 1;
  const sums = distancesToClusters(points, owns, clusters.size);
  let total = 0;
  for (const [place, own] of owns.entries()) {
    total += width(sums.subarray(place * clusters.size, (place + 1) * clusters.size), sizes, own);
  }
  return total / owns.length;
}

/** For each point, one after the other, the sum of its distances to the points of each cluster. */
function distancesToClusters(points: readonly Point[], owns: Int32Array, clusterCount: number): Float64Array {
  const sums = new Float64Array(points.length * clusterCount);
  for (const [place, point] of points.entries()) {
    const own = owns[place] ?? 0;
    for (let other = 0; other < place; other++) {
      const apart = distance(point, points[other] ?? []);
      const [there, back] = [place * clusterCount + (owns[other] ?? 0), other * clusterCount + own];
      sums[there] = (sums[there] ?? 0) + apart;
      sums[back] = (sums[back] ?? 0) + apart;
    }
  }
  return sums;
}

function width(sums: Float64Array, sizes: Int32Array, own: number): number {
  const others = (sizes[own] ?? 0) - 1;
  if (others === 0) return 0;
  const inside = (sums[own] ?? 0) / others;
  let outside = Number.POSITIVE_INFINITY;
  for (const [cluster, sum] of sums.entries()) {
    if (cluster !== own) outside = Math.min(outside, sum / (sizes[cluster] ?? 1));
  }
  const longer = Math.max(inside, outside);
  return longer === 0 ? 0 : (outside - inside) / longer;
}

function distance(left: Point, right: Point): number {
  let square = 0;
  for (let at = 0; at < left.length; at++) square += ((left[at] ?? 0) - (right[at] ?? 0)) ** 2;
  return Math.sqrt(square);
}
