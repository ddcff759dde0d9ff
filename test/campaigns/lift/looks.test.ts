import { expect, test } from "vitest";
import { looksAt, type Made } from "../../../bench/lift/accruing.ts";
import { compareArms } from "../../../src/campaigns/lift/compare-arms.ts";
import type { Interval } from "../../../src/campaigns/lift/estimate.ts";
import { Random } from "../../../src/demo/random.ts";

const EXPERIMENTS = 400;
const CAMPAIGN = { holdOut: 0.1, days: 30 } as const;

type Told = Readonly<Record<"fixed" | "sequential", Interval | null>>;

/** In how many experiments something is so at any of the daily looks. */
function ever(made: Made, is: (told: Interval, truth: number) => boolean): Record<keyof Told, number> {
  const times = { fixed: 0, sequential: 0 };
  for (let seed = 0; seed < EXPERIMENTS; seed++) {
    const found = { fixed: false, sequential: false };
    for (const { treated, control, truth } of looksAt(made, new Random(seed, made.rate, made.effect))) {
      const told: Told = compareArms(treated, control);
      for (const method of ["fixed", "sequential"] as const) {
        const interval = told[method];
        if (interval !== null && is(interval, truth)) found[method] = true;
      }
    }
    times.fixed += found.fixed ? 1 : 0;
    times.sequential += found.sequential ? 1 : 0;
  }
  return times;
}

const misses = ({ low, high }: Interval, truth: number): boolean => low > truth || high < truth;

test.each([
  [0.005, 50_000],
  [0.05, 20_000],
  [0.4, 5000],
])(
  "where nothing changed, %d converting, looking daily raises an alarm in 5 of 100 experiments at most",
  (rate, customers) => {
    const alarms = ever({ ...CAMPAIGN, rate, customers, effect: 0 }, ({ pValue }) => pValue < 0.05);

    expect(alarms.sequential).toBeLessThanOrEqual(0.05 * EXPERIMENTS);
    expect(alarms.fixed).toBeGreaterThan(0.2 * EXPERIMENTS); // a single look would have 5 %
  },
);

test("a true lift is within the interval of every look in 95 of 100 experiments at least", () => {
  const missed = ever({ ...CAMPAIGN, rate: 0.05, customers: 20_000, effect: 0.3 }, misses);

  expect(missed.sequential).toBeLessThanOrEqual(0.05 * EXPERIMENTS);
  expect(missed.fixed).toBeGreaterThan(0.2 * EXPERIMENTS);
});

test("a large lift is found before the end", () => {
  const found = ever({ ...CAMPAIGN, rate: 0.05, customers: 20_000, effect: 0.5 }, ({ low }) => low > 0);

  expect(found.sequential).toBeGreaterThan(0.9 * EXPERIMENTS);
});
