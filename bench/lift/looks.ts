import { compareArms } from "../../src/campaigns/lift/compare-arms.ts";
import type { Interval } from "../../src/campaigns/lift/estimate.ts";
import { Random } from "../../src/demo/random.ts";
import { type Look, looksAt, type Made } from "./accruing.ts";

/** What a look says, or what was said at any look of an experiment. */
interface Seen {
  /** p was below 5 %. */
  fixed: boolean;
  sequential: boolean;
  /** And there was enough data, without which the sequential look says nothing. */
  fixedIfEnough: boolean;
  /** The true difference was outside of the interval. */
  fixedMissed: boolean;
  sequentialMissed: boolean;
}

export interface Found {
  /** In which share of the experiments it was so at any of the daily looks. */
  readonly ever: Readonly<Record<keyof Seen, number>>;
  /** In which share p of the fixed look was below 5 % on the last day. */
  readonly fixedAtEnd: number;
  /** On which day the sequential p was first below 5 %: the median of the experiments in which it ever was. */
  readonly day: number | null;
}

/** One campaign many times over, with other chance each time, and looked at every evening. */
export function lookDaily(made: Made, experiments: number, seed: number): Found {
  const times = {
    fixed: 0,
    sequential: 0,
    fixedIfEnough: 0,
    fixedMissed: 0,
    sequentialMissed: 0,
  };
  const days: number[] = [];
  let atEnd = 0;
  for (let experiment = 0; experiment < experiments; experiment++) {
    const looks = [...looksAt(made, new Random(seed, experiment, ...Object.values(made)))].map(seenAt);
    for (const what of WHAT) if (looks.some((look) => look[what])) times[what] += 1 / experiments;
    if (looks.at(-1)?.fixed) atEnd += 1;
    const first = looks.findIndex(({ sequential }) => sequential);
    if (first >= 0) days.push(first + 1);
  }
  const day = days.toSorted((left, right) => left - right)[days.length >> 1] ?? null;
  return { ever: times, fixedAtEnd: atEnd / experiments, day };
}

const WHAT = ["fixed", "sequential", "fixedIfEnough", "fixedMissed", "sequentialMissed"] as const;

function seenAt({ treated, control, truth }: Look): Seen {
  const told = compareArms(treated, control);
  const [fixed, sequential] = [(told.fixed?.pValue ?? 1) < 0.05, (told.sequential?.pValue ?? 1) < 0.05];
  return {
    fixed,
    sequential,
    fixedIfEnough: fixed && told.enoughData,
    fixedMissed: misses(told.fixed, truth),
    sequentialMissed: misses(told.sequential, truth),
  };
}

const misses = (interval: Interval | null, truth: number): boolean =>
  interval !== null && (interval.low > truth || interval.high < truth);
