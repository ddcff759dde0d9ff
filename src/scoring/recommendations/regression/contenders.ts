import type { CoMoments } from "../../../math/co-moments.ts";
import type { Contender } from "./contest.ts";
import { fitLinear } from "./fit-linear.ts";
import { CollinearFeatures } from "./refusals.ts";
import type { Selection } from "./select-features.ts";

/**
 * Each selection with the weights of all periods and with those of the newest alone; `columns` are the places of its features
 * that the periods' moments have. What cannot be fitted to some periods is out of the running with these.
 */
export function contendersOf(
  selections: readonly Selection[],
  columns: readonly number[],
  periods: readonly CoMoments[],
  names: readonly string[],
): Contender[] {
  const own = columns.map((column) => names[column] ?? "");
  const spans = periods.length > 1 ? [periods, periods.slice(0, 1)] : [periods];
  return selections.flatMap((selection) => {
    const chosen = selection.chosen.map((column) => columns.indexOf(column));
    return spans.flatMap((span) => {
      const moments = span.reduce((sum, period) => sum.plus(period));
      const linear = chosen.length === 0 ? undefined : fittedOrNone(moments, own, chosen, selection.ridge);
      return linear === undefined ? [] : [{ selection, chosen, periods: span.length, moments, linear }];
    });
  });
}

function fittedOrNone(...fit: Parameters<typeof fitLinear>) {
  try {
    return fitLinear(...fit);
  } catch (error) {
    if (error instanceof CollinearFeatures) return undefined;
    throw error;
  }
}
