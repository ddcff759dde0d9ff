import { ExperimentFault } from "./gather-arms.ts";

/** Of the customers of two arms so large a share may have no value. */
const MOST_MISSING = 0.01;
/** Shares further apart than that, in standard errors, are so by chance once in a thousand times. */
const CLEARLY_DIFFERENT = 3.29;

/** How many of an arm have no value for something. */
export interface Missing {
  /** As it is called in a sentence. */
  readonly arm: string;
  readonly customers: number;
  readonly missing: number;
}

/**
 * Who has a value for something may depend on what was done, and then those who have one are no longer alike but for it. A few who are
 * missing alike in both arms change little; more, or clearly more in one arm, throw ExperimentFault. `what` is the name in the map.
 */
export function refuseMissing(what: string, remedy: string, treated: Missing, control: Missing): void {
  const share = (treated.missing + control.missing) / (treated.customers + control.customers);
  if (share <= MOST_MISSING && !differs(treated, control)) return;
  const [own, other] = [treated, control].map(
    ({ arm, customers, missing }) => `${missing} of the ${customers} customers of ${arm}`,
  );
  throw new ExperimentFault(
    `${what}: ${own} and ${other} have no value. Who has one may depend on what was done, so that a comparison of those who are left ` +
      `would be none of what the lot made alike. Where an empty cell means 0, say so in the map, ${remedy}; otherwise give the ` +
      "value of everybody who was assigned, or leave it out of the map",
  );
}

/** By the standard error of the two together, less half a customer (Yates 1934), since they may be few. */
function differs(treated: Missing, control: Missing): boolean {
  const [n, m] = [treated.customers, control.customers];
  const together = (treated.missing + control.missing) / (n + m);
  const size = 1 / n + 1 / m;
  const apart = Math.abs(treated.missing / n - control.missing / m) - size / 2;
  return apart > CLEARLY_DIFFERENT * Math.sqrt(together * (1 - together) * size);
}
