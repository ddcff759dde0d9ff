/**
 * How units depend on the price, all else the same. `elasticity` is d ln(units) / d ln(price) at the reference price, and
 * `ratio` a price as a share of the reference price.
 */
export interface Form {
  readonly code: FormCode;
  /** Units at a ratio, as a share of those at the reference price. */
  shape(ratio: number, elasticity: number): number;
  /** d ln(shape) / d elasticity. */
  slope(ratio: number, elasticity: number): number;
  /** d ln(units) / d ln(price) at a ratio. */
  elasticityAt(ratio: number, elasticity: number): number;
}

export type FormCode = "LOG_LOG" | "SEMI_LOG" | "LOG_SQUARE" | "LOG_CUBE" | "LINEAR";

/** Less than this share of the usual units no straight line goes. */
const LEAST_SHARE = 0.05;

/**
 * ln(units) on (ratio^power - 1) / power: Box and Cox 1964, An Analysis of Transformations. With power 0 that is ln(ratio) and the
 * elasticity the same at every price; with power 1 it grows with the price; the higher the power, the more suddenly buyers turn
 * away above a price.
 */
function power(code: FormCode, exponent: number): Form {
  const moved = (ratio: number) => (exponent === 0 ? Math.log(ratio) : (ratio ** exponent - 1) / exponent);
  return {
    code,
    shape: (ratio, elasticity) => Math.exp(elasticity * moved(ratio)),
    slope: moved,
    elasticityAt: (ratio, elasticity) => elasticity * ratio ** exponent,
  };
}

/** units on price: a straight line. */
const linear: Form = {
  code: "LINEAR",
  shape: line,
  slope: (ratio, elasticity) => (line(ratio, elasticity) > LEAST_SHARE ? (ratio - 1) / line(ratio, elasticity) : 0),
  elasticityAt: (ratio, elasticity) =>
    line(ratio, elasticity) > LEAST_SHARE ? (elasticity * ratio) / line(ratio, elasticity) : 0,
};

function line(ratio: number, elasticity: number): number {
  return Math.max(LEAST_SHARE, 1 + elasticity * (ratio - 1));
}

/** The usual one first: it is taken where the others do no better. */
export const FORMS: readonly Form[] = [
  power("LOG_LOG", 0),
  power("SEMI_LOG", 1),
  power("LOG_SQUARE", 2),
  power("LOG_CUBE", 3),
  linear,
];

export function formOf(code: string): Form {
  const found = FORMS.find((form) => form.code === code);
  if (found === undefined) throw new Error(`There is no form ${code}`);
  return found;
}
