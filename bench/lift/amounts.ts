import { ArmGatherer, type ArmSummary } from "../../src/campaigns/lift/arm-summary.ts";
import type { Random } from "../../src/demo/random.ts";
import { binomial } from "./binomial.ts";

/** What customers spend: most nothing, the others log-normal amounts of a mean of 1. */
export interface Spending {
  readonly customers: number;
  readonly rate: number;
  /** Of the logarithms of the amounts; 0 is a yes or no. */
  readonly sigma: number;
}

/** The summary of an arm, drawn from its sums: those who spend nothing need no draw of their own. */
export function spendingArm({ customers, rate, sigma }: Spending, random: Random): ArmSummary {
  const withOutcome = binomial(random, customers, rate);
  let [sum, squares] = [0, 0];
  for (let buyer = 0; buyer < withOutcome; buyer++) {
    const amount = sigma === 0 ? 1 : random.logNormal(Math.exp((-sigma * sigma) / 2), sigma);
    sum += amount;
    squares += amount * amount;
  }
  const mean = sum / customers;
  return { customers, mean, variance: (squares - sum * mean) / (customers - 1), withOutcome };
}

export interface Purchases {
  readonly customers: number;
  readonly days: number;
  /** How often somebody buys within the window, on average. */
  readonly often: number;
  /** How customers differ in that: the variance of the rates where their mean is 1. */
  readonly differ: number;
  readonly sigma: number;
}

/** An arm at the end of each day, of customers who may buy again and again, some of them much more often than others. */
export function* buyingArm(
  { customers, days, often, differ, sigma }: Purchases,
  random: Random,
): Generator<ArmSummary> {
  const spent = new Float64Array(customers);
  const rates = Float64Array.from(spent, () => (often / days) * gammaOf(differ, random));
  for (let day = 0; day < days; day++) {
    const gatherer = new ArmGatherer({ hasCovariate: false });
    for (const [customer, rate] of rates.entries()) {
      for (let order = random.poisson(rate); order > 0; order--) {
        spent[customer] = (spent[customer] ?? 0) + random.logNormal(1, sigma);
      }
      gatherer.add(spent[customer] ?? 0);
    }
    yield gatherer.summary();
  }
}

/** Of a mean of 1: sums of exponentials, so that 1 / variance is a whole number; 0 where nobody differs. */
function gammaOf(variance: number, random: Random): number {
  if (variance === 0) return 1;
  let sum = 0;
  for (let part = 0; part < Math.round(1 / variance); part++) sum += random.exponential(variance);
  return sum;
}
