import type { ArmSummary } from "../../src/campaigns/lift/arm-summary.ts";
import { compareArms } from "../../src/campaigns/lift/compare-arms.ts";
import { enoughData } from "../../src/campaigns/lift/enough-data.ts";
import { sequential } from "../../src/campaigns/lift/sequential.ts";
import { welch } from "../../src/campaigns/lift/welch.ts";
import { Random } from "../../src/demo/random.ts";
import { binomial } from "./binomial.ts";

/** A campaign that changes nothing. */
export interface Quiet {
  readonly treated: number;
  readonly control: number;
  /** The share of either arm who convert within the window, each once. */
  readonly rate: number;
  /** Of the logarithms of what they pay; 0 is a yes or no. */
  readonly sigma: number;
  readonly days: number;
}

/** In which share of the campaigns p was ever below 5 %: by looks after every conversion, and by those of the evenings alone. */
export interface Alarms {
  readonly always: number;
  readonly evenings: number;
  /** The same two, had it not been waited for enough data. */
  readonly alwaysUnasked: number;
  readonly eveningsUnasked: number;
  /** In which share there was enough data at any look. */
  readonly enough: number;
}

type Seen = { -readonly [Name in keyof Alarms]: boolean };

/** One such campaign many times over, with other chance each time. */
export function falseAlarms(quiet: Quiet, campaigns: number, seed: number): Alarms {
  const shares = { always: 0, evenings: 0, alwaysUnasked: 0, eveningsUnasked: 0, enough: 0 };
  for (let campaign = 0; campaign < campaigns; campaign++) {
    const seen = seenIn(quiet, new Random(seed, campaign, ...Object.values(quiet)));
    for (const name of NAMES) if (seen[name]) shares[name] += 1 / campaigns;
  }
  return shares;
}

const NAMES = ["always", "evenings", "alwaysUnasked", "eveningsUnasked", "enough"] as const;

function seenIn(quiet: Quiet, random: Random): Seen {
  const [treated, control] = [new PaidOnce(quiet.treated), new PaidOnce(quiet.control)];
  const seen = { always: false, evenings: false, alwaysUnasked: false, eveningsUnasked: false, enough: false };
  const daily = 1 - (1 - quiet.rate) ** (1 / quiet.days);
  for (let day = 0; day < quiet.days; day++) {
    const left = { treated: binomial(random, treated.left, daily), control: binomial(random, control.left, daily) };
    let last = QUIET;
    while (left.treated + left.control > 0) {
      const isTreated = random.uniform() * (left.treated + left.control) < left.treated;
      left[isTreated ? "treated" : "control"] -= 1;
      (isTreated ? treated : control).pays(quiet.sigma === 0 ? 1 : random.logNormal(1, quiet.sigma));
      last = lookAt(treated, control);
      seen.always ||= last.alarm;
      seen.alwaysUnasked ||= last.unasked;
      seen.enough ||= last.enough;
    }
    seen.evenings ||= last.alarm;
    seen.eveningsUnasked ||= last.unasked;
  }
  return seen;
}

/** What has been paid in an arm so far. */
class PaidOnce {
  readonly #customers: number;
  #payers = 0;
  #sum = 0;
  #squares = 0;

  constructor(customers: number) {
    this.#customers = customers;
  }

  get left(): number {
    return this.#customers - this.#payers;
  }

  pays(amount: number): void {
    this.#payers += 1;
    this.#sum += amount;
    this.#squares += amount * amount;
  }

  summary(): ArmSummary {
    const mean = this.#sum / this.#customers;
    const variance = Math.max(0, this.#squares - this.#sum * mean) / (this.#customers - 1);
    return { customers: this.#customers, mean, variance, withOutcome: this.#payers };
  }
}

const QUIET = { alarm: false, unasked: false, enough: false };

/** A look raises no alarm that a single one at 5 % would not: Student's t is asked for the few that might. */
function lookAt(one: PaidOnce, other: PaidOnce): typeof QUIET {
  const [treated, control] = [one.summary(), other.summary()];
  const enough = enoughData(treated, control);
  const squaredError = treated.variance / treated.customers + control.variance / control.customers;
  if (squaredError === 0 || (treated.mean - control.mean) ** 2 < 3.8 * squaredError) return { ...QUIET, enough };
  const unasked = sequential(treated, control, welch(treated, control)).pValue < 0.05;
  const alarm = unasked && (compareArms(treated, control).sequential?.pValue ?? 1) < 0.05;
  return { alarm, unasked, enough };
}
