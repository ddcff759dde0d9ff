import type { ArmSummary } from "../../src/campaigns/lift/arm-summary.ts";
import type { Random } from "../../src/demo/random.ts";
import { binomial } from "./binomial.ts";

/** A campaign whose truth is known: everyone is assigned on the first day, and outcomes come in day by day. */
export interface Made {
  readonly customers: number;
  readonly holdOut: number;
  /** The share of the control who convert within the window. */
  readonly rate: number;
  /** By what share more of the treated do. */
  readonly effect: number;
  readonly days: number;
}

export interface Look {
  readonly day: number;
  readonly treated: ArmSummary;
  readonly control: ArmSummary;
  /** The true difference of the rates up to this day. */
  readonly truth: number;
}

/** What is seen at the end of each day. Who has converted stays so; every day takes the same share of those who have not yet. */
export function* looksAt(made: Made, random: Random): Generator<Look> {
  const { customers, holdOut, rate, effect, days } = made;
  const sizes = { control: Math.round(customers * holdOut), treated: customers - Math.round(customers * holdOut) };
  const daily = { control: 1 - (1 - rate) ** (1 / days), treated: 1 - (1 - rate * (1 + effect)) ** (1 / days) };
  const converted = { control: 0, treated: 0 };
  for (let day = 1; day <= days; day++) {
    for (const arm of ["control", "treated"] as const) {
      converted[arm] += binomial(random, sizes[arm] - converted[arm], daily[arm]);
    }
    yield {
      day,
      treated: yesOrNo(converted.treated, sizes.treated),
      control: yesOrNo(converted.control, sizes.control),
      truth: (1 - daily.control) ** day - (1 - daily.treated) ** day,
    };
  }
}

/** The summary of an arm in which so many have converted. */
export const yesOrNo = (converted: number, customers: number): ArmSummary => ({
  customers,
  mean: converted / customers,
  variance: (converted * (1 - converted / customers)) / (customers - 1),
  withOutcome: converted,
});
