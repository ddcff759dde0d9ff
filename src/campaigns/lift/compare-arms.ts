import type { ArmSummary } from "./arm-summary.ts";
import { cuped } from "./cuped.ts";
import { enoughData } from "./enough-data.ts";
import type { Estimate, Interval } from "./estimate.ts";
import { sequential } from "./sequential.ts";
import { welch } from "./welch.ts";

/** How the treated did beside the control. */
export interface ArmComparison {
  /** The difference of the means; null where nobody is in one of the arms. */
  readonly absolute: number | null;
  /** As a share of the control's mean; null where that is 0. */
  readonly relative: number | null;
  /** For one look at a moment that was agreed on; null where an arm has fewer than two customers or nothing varies in either. */
  readonly fixed: Estimate | null;
  /** The same with a covariate's share of the noise taken out; null where there is none as well. */
  readonly cuped: Estimate | null;
  /** For looking at any time and as often as one likes; null until there is enough data, as nothing may be claimed before. */
  readonly sequential: Interval | null;
  /** Whether the intervals may be believed; if not, too few customers have done anything yet. */
  readonly enoughData: boolean;
}

const NOTHING = { absolute: null, relative: null, fixed: null, cuped: null, sequential: null, enoughData: false };

/** The lift of one arm over another: intention to treat, since all who were assigned are in the summaries. O(1). */
export function compareArms(treated: ArmSummary, control: ArmSummary): ArmComparison {
  if (treated.customers === 0 || control.customers === 0) return NOTHING;
  const absolute = treated.mean - control.mean;
  const told = { ...NOTHING, absolute, relative: control.mean === 0 ? null : absolute / control.mean };
  if (treated.customers < 2 || control.customers < 2) return told;
  const found = welch(treated, control);
  if (found.standardError === 0) return told;
  const { freedom: _, ...fixed } = found;
  const enough = enoughData(treated, control);
  return {
    ...told,
    fixed,
    cuped: cuped(treated, control),
    sequential: enough ? sequential(treated, control, found) : null,
    enoughData: enough,
  };
}
