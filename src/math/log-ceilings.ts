/** So many bits of a double's fraction tell which part of its octave it lies in: a ceiling is at most 1/128 too high. */
const BITS = 7;
const SHIFT = 20 - BITS;
const PARTS = 1 << BITS;
const [LOWEST, HIGHEST] = [-6, 10];
const EXPONENT_BIAS = 1023;
const FIRST = (EXPONENT_BIAS + LOWEST) << BITS;

/** The logarithm at the upper end of each part of the octaves from 2^-6 up to 2^10. */
const CEILINGS = Float64Array.from({ length: (HIGHEST - LOWEST) * PARTS }, (_, place) => {
  return Math.log(2 ** (LOWEST + Math.floor(place / PARTS)) * (1 + ((place % PARTS) + 1) / PARTS));
});

/** Which half of a double holds its exponent: the second one where the lower bytes come first. */
const UPPER_HALF = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/**
 * Adds to each sum a factor, which is not negative, times a number that is no less than the value's natural logarithm and at
 * most 1/128 more: looked up by the upper bits of the value, in a tenth of the time of the logarithm. For values below 2^-6
 * or from 2^10 on it is infinity. The values must be positive and start at a multiple of 8 bytes. O(values).
 */
export function addLogCeilings(values: Float64Array, factor: number, sums: Float64Array): void {
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let place = 0; place < sums.length; place++) {
    const part = ((halves[2 * place + UPPER_HALF] ?? 0) >>> SHIFT) - FIRST;
    sums[place] = (sums[place] ?? 0) + factor * (CEILINGS[part] ?? Number.POSITIVE_INFINITY);
  }
}
