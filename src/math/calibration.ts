/** From a score to a probability: the points of a rising line. */
export interface Calibration {
  readonly scores: Float64Array;
  readonly probabilities: Float64Array;
}

/** What a score was followed by; a case that was drawn with some probability stands for 1 / that many. */
export interface Cases {
  readonly scores: ArrayLike<number>;
  /** 1 or 0. */
  readonly hits: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

interface Bin {
  /** The sum of the weights of its cases. */
  readonly count: number;
  /** How many hits it has, and the sum of their weights. */
  readonly found: number;
  readonly hits: number;
  readonly score: number;
}

/** As many parts of all cases, or of all hits, are looked at on their own, where there are enough of them. */
const BINS = 30;
/** By so small a part a share does not rise: doubles could not tell apart what lies on the line between two such points. */
const LEAST_RISE = 1e-6;

/**
 * How probable a hit is at each score: from the highest score down, cases are put into bins, each with at least `leastHits`
 * hits and a thirtieth of all cases or of all hits, by weight; neighbouring bins in which the lower score has the higher
 * share of hits are put together until none is left (pool adjacent violators); each bin then is a point, its mean score and
 * its share of hits. `probabilityAt` draws lines through the points, so that it rises everywhere, where plain isotonic
 * regression has steps. Equal scores are never parted. One case without a hit is added to each bin: nothing is certain. Of
 * cases without any hit nothing can be learned: throws. O(n log n).
 * Zadrozny and Elkan 2002, Transforming classifier scores into accurate multiclass probability estimates.
 */
export function calibrate(cases: Cases, leastHits: number): Calibration {
  const pooled: Bin[] = [];
  for (let bin of binsOf(cases, leastHits).reverse()) {
    for (let last = pooled.at(-1); last !== undefined && !risesFrom(last, bin); last = pooled.at(-1)) {
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

const risesFrom = (lower: Bin, higher: Bin): boolean => shareOf(higher) > shareOf(lower) * (1 + LEAST_RISE);

const together = (left: Bin, right: Bin): Bin => ({
  count: left.count + right.count,
  found: left.found + right.found,
  hits: left.hits + right.hits,
  score: (left.score * left.count + right.score * right.count) / (left.count + right.count),
});

/** The highest scores first; what is left at the end joins the last, so that every bin has a hit. */
function binsOf({ scores, hits, weights }: Cases, leastHits: number): Bin[] {
  let [allHits, allCases] = [0, 0];
  for (let at = 0; at < scores.length; at++) {
    allCases += weights[at] ?? 0;
    allHits += (hits[at] ?? 0) * (weights[at] ?? 0);
  }
  if (allHits === 0) throw new Error("a score cannot be calibrated without a single hit");
  const order = new Uint32Array(scores.length).map((_, at) => at);
  order.sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
  const bins: Bin[] = [];
  let [count, found, weighed, sum] = [0, 0, 0, 0];
  for (const [place, at] of order.entries()) {
    const weight = weights[at] ?? 0;
    count += weight;
    found += hits[at] ?? 0;
    weighed += (hits[at] ?? 0) * weight;
    sum += (scores[at] ?? 0) * weight;
    const next = order[place + 1];
    const full = found >= leastHits && (weighed * BINS >= allHits || count * BINS >= allCases);
    if (next !== undefined && (!full || scores[next] === scores[at])) continue;
    bins.push({ count, found, hits: weighed, score: sum / count });
    [count, found, weighed, sum] = [0, 0, 0, 0];
  }
  const [rest, before] = [bins.at(-1), bins.at(-2)];
  if (rest && before && rest.found < leastHits) bins.splice(-2, 2, together(before, rest));
  return bins;
}

/** So far beyond the last point, in lengths of the line, log-odds are let rise to so much, where 1 is not yet near. */
const FAR = 5;
const MOST_LOG_ODDS = 20;

/**
 * The probability at a score: between two points on the straight line from one to the other, and beyond the first and the
 * last one on with log-odds, as steeply as they rise from the first to the last of all points, ln(p / (1 - p)) = ln(p_1 /
 * (1 - p_1)) + slope (score - score_1). Two neighbouring points, which may be close by chance, tell no slope. Above the last
 * point the slope is at most such that five times the line's length beyond it log-odds are 20: doubles can still tell the
 * probability from 1. Where there is one point alone, scores are taken for log-odds: the slope is 1, and length is 1. It rises
 * strictly but for rounding, and is neither 0 nor 1 but for rounding far away. O(log points).
 */
export function probabilityAt({ scores, probabilities }: Calibration, score: number): number {
  const last = scores.length - 1;
  const [low, high] = [scores[0] ?? 0, scores[last] ?? 0];
  if (score > low && score < high) return between(scores, probabilities, score);
  const [least, most] = [probabilities[0] ?? 0, probabilities[last] ?? 0];
  const length = last > 0 ? high - low : 1;
  const rise = last > 0 ? logOdds(most) - logOdds(least) : 1;
  if (score <= low) return moved(least, (-rise * (low - score)) / length);
  const gentle = Math.max(0, MOST_LOG_ODDS - logOdds(most)) / FAR;
  return moved(most, (Math.min(rise, gentle) * (score - high)) / length);
}

const logOdds = (probability: number): number => Math.log(probability / (1 - probability));

/** The probability whose log-odds are so much more: exactly the same for 0, and never falling by rounding. */
const moved = (probability: number, by: number): number =>
  probability / (probability + (1 - probability) * Math.exp(-by));

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
