/** What a hit at a rank from 1 on is worth: 1 / log2(rank + 1), as is usual since Burges et al. 2005. */
export const gainAt = (rank: number): number => 1 / Math.log2(rank + 1);

/**
 * The gain of a list that is hits alone, so many. Added in the order of the ranks, as a list's own gain is: so the quotient of a
 * faultless list is 1 and not nearly 1.
 */
export function idealGain(hits: number): number {
  let gain = 0;
  for (let rank = 1; rank <= hits; rank++) gain += gainAt(rank);
  return gain;
}

/**
 * Normalised discounted cumulative gain of a ranked list with gains of 0 and 1, over the gain that `reachable` hits in the first
 * places would have; 0 where none is reachable. Järvelin and Kekäläinen 2002. O(length).
 */
export function ndcgOf(ranked: readonly number[], isHit: (item: number) => boolean, reachable: number): number {
  let gain = 0;
  for (const [place, item] of ranked.entries()) if (isHit(item)) gain += gainAt(place + 1);
  return reachable > 0 ? gain / idealGain(reachable) : 0;
}
