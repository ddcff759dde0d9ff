/** Buckets between two powers of 2. */
const BUCKETS = 256;
const LEAST_POWER = -10;
const POWERS = 20;
const LEAST = 2 ** LEAST_POWER;
const MOST = 2 ** (LEAST_POWER + POWERS);

/** A number's bits as a float: its exponent and the first 8 bits of its mantissa tell its bucket. */
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const SHIFT = 23 - Math.log2(BUCKETS);
const bucketOf = (value: number): number => {
  float[0] = value;
  return (bits[0] ?? 0) >> SHIFT;
};
const FIRST = bucketOf(LEAST);

/** By bucket the logarithm of its upper end; one more than there are, for what is rounded up to the last one's end. */
const LOG_CEILINGS = Float64Array.from({ length: POWERS * BUCKETS + 1 }, (_, bucket) => {
  const start = 2 ** (LEAST_POWER + Math.floor(bucket / BUCKETS));
  return Math.log(start * (1 + ((bucket % BUCKETS) + 1) / BUCKETS));
});

export interface LogTerm {
  readonly factor: number;
  /** Above 0. */
  readonly offset: number;
  /** Not negative. */
  readonly weight: number;
}

/**
 * Adds to each sum, for a value v above 0, weight * ln((v * factor + offset) / offset), or up to weight / 256 more: bounds
 * need no exact logarithm, and one read from a table takes a fifth of the time. Other values add nothing. O(values).
 */
export function addLogCeilings(sums: Float64Array, values: Float64Array, { factor, offset, weight }: LogTerm): void {
  const nothing = Math.log(offset);
  for (let place = 0; place < sums.length; place++) {
    const value = values[place] ?? 0;
    if (!(value > 0)) continue;
    const power = value * factor + offset;
    const isListed = power >= LEAST && power < MOST;
    const log = isListed ? (LOG_CEILINGS[bucketOf(power) - FIRST] ?? 0) : Math.log(power);
    sums[place] = (sums[place] ?? 0) + weight * (log - nothing);
  }
}
