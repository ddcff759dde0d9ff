/** From a score to a probability: the points of a rising line. */
export interface Calibration {
  readonly scores: Float64Array;
  readonly probabilities: Float64Array;
}

interface Bin {
  readonly count: number;
  readonly hits: number;
  readonly score: number;
}

/** As many parts of all cases, or of all hits, are looked at on their own, where there are enough of them. */
const BINS = 30;

/**
 * How probable a hit is at each score, never falling: from the highest score down, cases are put into bins, each with at
 * least `leastHits` hits and a thirtieth of all cases or of all hits; neighbouring bins in which the lower score has the
 * higher share of hits are put together until none is left (pool adjacent violators); each bin then is a point, its mean
 * score and its share of hits, with straight lines between them. The lines make it rise strictly, so that it keeps every
 * ranking, where plain isotonic regression has steps. Equal scores are never parted. One case without a hit is added to
 * each bin: nothing is certain. Of cases without any hit nothing can be learned: throws. O(n log n).
 * Zadrozny and Elkan 2002, Transforming classifier scores into accurate multiclass probability estimates.
 */
export function calibrate(scores: Float64Array, hits: Uint8Array, leastHits: number): Calibration {
  const pooled: Bin[] = [];
  for (let bin of binsOf(scores, hits, leastHits).reverse()) {
    for (let last = pooled.at(-1); last !== undefined && shareOf(last) >= shareOf(bin); last = pooled.at(-1)) {
      pooled.pop();
      bin = together(last, bin);
    }
    pooled.push(bin);
  }
  return {
    scores: Float64Array.from(pooled, ({ score }) => score),
    probabilities: Float64Array.from(pooled, shareOf),
  };
}

const shareOf = ({ hits, count }: Bin): number => hits / (count + 1);

const together = (left: Bin, right: Bin): Bin => ({
  count: left.count + right.count,
  hits: left.hits + right.hits,
  score: (left.score * left.count + right.score * right.count) / (left.count + right.count),
});

/** The highest scores first; what is left at the end joins the last, so that every bin has a hit. */
function binsOf(scores: Float64Array, hits: Uint8Array, leastHits: number): Bin[] {
  const allHits = hits.reduce((sum, hit) => sum + hit, 0);
  if (allHits === 0) throw new Error("a score cannot be calibrated without a single hit");
  const order = Uint32Array.from(scores.keys()).sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
  const bins: Bin[] = [];
  let [count, found, sum] = [0, 0, 0];
  for (const [place, at] of order.entries()) {
    count++;
    found += hits[at] ?? 0;
    sum += scores[at] ?? 0;
    const next = order[place + 1];
    const full = found >= leastHits && (found * BINS >= allHits || count * BINS >= scores.length);
    if (next !== undefined && (!full || scores[next] === scores[at])) continue;
    bins.push({ count, hits: found, score: sum / count });
    [count, found, sum] = [0, 0, 0];
  }
  const [rest, before] = [bins.at(-1), bins.at(-2)];
  if (rest && before && rest.hits < leastHits) bins.splice(-2, 2, together(before, rest));
  return bins;
}

/**
 * The probability at a score, above 0 and below 1 but for rounding far away. Beyond the first and the last point the
 * distance to 0 and to 1 shrinks exponentially, at first as steeply as the line next to it. O(log points).
 */
export function probabilityAt(calibration: Calibration, score: number): number {
  const { scores, probabilities } = calibration;
  const last = scores.length - 1;
  const [low, high] = [scores[0] ?? 0, scores[last] ?? 0];
  const [least, most] = [probabilities[0] ?? 0, probabilities[last] ?? 0];
  if (score > low && score < high) return between(scores, probabilities, score);
  if (score <= low) return least * Math.exp((-slopeBetween(calibration, 0, 1) * (low - score)) / least);
  return most - (1 - most) * Math.expm1((-slopeBetween(calibration, last - 1, last) * (score - high)) / (1 - most));
}

/** Of the logistic curve through the point, for scores like log-odds, where there is one point alone. */
function slopeBetween({ scores, probabilities }: Calibration, left: number, right: number): number {
  const only = probabilities[0] ?? 0;
  const run = (scores[right] ?? 0) - (scores[left] ?? 0);
  return scores.length > 1 && run > 0
    ? ((probabilities[right] ?? 0) - (probabilities[left] ?? 0)) / run
    : only * (1 - only);
}

function between(scores: Float64Array, probabilities: Float64Array, score: number): number {
  let [below, above] = [0, scores.length - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((scores[middle] ?? 0) <= score) below = middle;
    else above = middle;
  }
  const [from, to] = [scores[below] ?? 0, scores[above] ?? 0];
  const [least, most] = [probabilities[below] ?? 0, probabilities[above] ?? 0];
  return Math.min(most, least + (most - least) * ((score - from) / (to - from)));
}
