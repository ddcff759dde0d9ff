import { type Sql, sql } from "../../database/sql.ts";
import { PEOPLE_READERS } from "../../graphql/roles.ts";
import { Z95 } from "../../math/normal-quantile.ts";
import { expression, extendAll, projection } from "../../reading/index.ts";

export interface EstimateRow {
  readonly value: Sql;
  readonly low: Sql;
  readonly high: Sql;
  /** 0 to 1. */
  readonly confidence: number;
}

export const estimateType = projection<EstimateRow>("Estimate", {
  about: "A figure that was estimated, and the interval in which the true one lies with the stated confidence.",
  roles: PEOPLE_READERS,
});
extendAll(estimateType, {
  value: expression("Float", { about: "The estimate." }, ({ value }) => value),
  low: expression("Float", { about: "The interval's lower end." }, ({ low }) => low),
  high: expression("Float", { about: "The interval's upper end." }, ({ high }) => high),
  confidence: expression(
    "Float",
    { about: "How sure the interval is, such as 0.95." },
    ({ confidence }) => sql`${confidence}::float8`,
  ),
});

const CONFIDENCE = 0.95;

/**
 * A share of trials with its score interval: the shares p for which |share - p| <= z sqrt(p (1 - p) / trials). Wilson 1927, Probable
 * Inference, the Law of Succession, and Statistical Inference. Unlike share +- z s.e. it stays between 0 and 1 and is right for few trials.
 */
export function wilson(successes: Sql, trials: Sql): EstimateRow {
  const [share, n, z] = [sql`(${successes}::float8 / ${trials})`, sql`${trials}::float8`, sql`${Z95}::float8`];
  const middle = sql`(${share} + ${z} ^ 2 / (2 * ${n}))`;
  const half = sql`(${z} * sqrt(${share} * (1 - ${share}) / ${n} + ${z} ^ 2 / (4 * ${n} ^ 2)))`;
  const scale = sql`(1 + ${z} ^ 2 / ${n})`;
  return {
    value: share,
    low: sql`greatest(0, (${middle} - ${half}) / ${scale})`,
    high: sql`least(1, (${middle} + ${half}) / ${scale})`,
    confidence: CONFIDENCE,
  };
}
