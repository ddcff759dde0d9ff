import type { Touches } from "../history.ts";
import { weightOf } from "../signals.ts";

const DAY = 24 * 3600 * 1000;

/** What each touch counts at a moment: the weight of its signal, halved with every half-life. O(touches). */
export function touchWeights({ signal, at }: Touches, now: number, halfLifeDays: number): Float64Array {
  return Float64Array.from(at, (moment, touch) => {
    return weightOf(signal[touch] ?? -1) * 2 ** ((moment - now) / DAY / halfLifeDays);
  });
}
