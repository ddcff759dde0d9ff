import { normalQuantile } from "./normal-quantile.ts";

/** The normal distribution, which Student's t becomes, is taken for that of so many degrees of freedom: seven digits of its quantiles are the same. */
const MOST_FREEDOM = 1e7;

/**
 * The probability that Student's t lies farther from 0 than this, on either side: the incomplete beta function I_x(f / 2, 1 / 2) at
 * x = f / (f + t^2), f the degrees of freedom, which need not be whole (Abramowitz and Stegun 1964, 26.5.27). To ten digits, far out
 * in the tails too. O(sqrt(f)), for a hundred thousand degrees of freedom some microseconds.
 */
export function twoSidedTail(t: number, freedom: number): number {
  const f = Math.min(freedom, MOST_FREEDOM);
  const [a, x, rest] = [f / 2, 1 / (1 + (t * t) / f), 1 / (1 + f / (t * t))];
  if (rest === 0) return 1;
  const logX = x < 0.5 ? Math.log(x) : Math.log1p(-rest);
  const factor = Math.exp(a * logX) * Math.sqrt(rest / Math.PI) * gammaRatio(a);
  // The fraction converges fast on its own side of the mean; on the other one it tells what is missing to 1.
  return x < (a + 1) / (a + 2.5) ? (factor / a) * betaFraction(a, 0.5, x) : 1 - 2 * factor * betaFraction(0.5, a, rest);
}

/**
 * The t that is exceeded so often on either side: 12.706 of 1 degree of freedom and 5 %, 1.960 of infinitely many. By Newton's method
 * from the normal distribution's, which is too small; as the tail is convex, no step goes too far.
 */
export function twoSidedQuantile(share: number, freedom: number): number {
  const f = Math.min(freedom, MOST_FREEDOM);
  const highest = gammaRatio(f / 2) / Math.sqrt(Math.PI * f);
  let t = normalQuantile(1 - share / 2);
  for (let step = 0; step < MOST_STEPS; step++) {
    const density = highest * Math.exp((-(f + 1) / 2) * Math.log1p((t * t) / f));
    const further = (twoSidedTail(t, f) - share) / (2 * density);
    t += further;
    if (Math.abs(further) < NEAR * t) break;
  }
  return t;
}

/** A step so small, as a share of t, is the last: the next would be about its square. */
const NEAR = 1e-7;
const MOST_STEPS = 100;

/**
 * The continued fraction 1 / (1 + d_1 / (1 + d_2 / ...)) by which I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) times it (NIST, Digital Library
 * of Mathematical Functions, 8.17.22), from its beginning on (Lentz 1976, Generating Bessel Functions in Mie Scattering Calculations).
 */
function betaFraction(a: number, b: number, x: number): number {
  let [value, upper, lower] = [1, 1, 0];
  for (let at = 1; at < MOST_PARTS; at++) {
    const part = partOf(at, a, b, x);
    lower = 1 / (1 + part * lower);
    upper = 1 + part / upper;
    value *= upper * lower;
    if (Math.abs(upper * lower - 1) < ENOUGH) break;
  }
  return 1 / value;
}

const ENOUGH = 1e-15;
const MOST_PARTS = 100_000;

function partOf(at: number, a: number, b: number, x: number): number {
  const m = at >> 1;
  const [above, below] = [a + 2 * m, at % 2 === 0 ? a + 2 * m - 1 : a + 2 * m + 1];
  return at % 2 === 0 ? (m * (b - m) * x) / (above * below) : (-(a + m) * (a + b + m) * x) / (above * below);
}

/**
 * gamma(a + 1 / 2) / gamma(a): for large a by the series of its logarithm (Tricomi and Erdelyi 1951, The Asymptotic Expansion of a Ratio
 * of Gamma Functions), for others from a + 1, since gamma(a + 1) = a gamma(a).
 */
function gammaRatio(a: number): number {
  if (a < SERIES_FROM) return (gammaRatio(a + 1) * a) / (a + 0.5);
  const square = 1 / (a * a);
  const series = 1 / 8 - square * (1 / 192 - square * (1 / 640 - square * (17 / 14_336 - square * (31 / 18_432))));
  return Math.sqrt(a) * Math.exp(-series / a);
}

const SERIES_FROM = 16;
