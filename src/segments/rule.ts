import type { ConsentPurpose, ConsentStatus } from "../consents/index.ts";
import type { Channel, TouchpointType } from "../touchpoints/index.ts";
import type { Compared } from "./comparisons.ts";
import type { ProfileFeature } from "./profile-features.ts";

export interface TraitArgs extends Compared {
  readonly name: string;
}

export interface ProfileArgs extends Compared {
  readonly name: ProfileFeature;
}

/** Moments are text in a rule that is stored, and dates in one that has just come. */
export interface Window {
  readonly lastDays?: number | null | undefined;
  readonly moreThanDaysAgo?: number | null | undefined;
  readonly from?: Date | string | null | undefined;
  readonly to?: Date | string | null | undefined;
}

export interface Behaviour {
  readonly did: TouchpointType;
  readonly channel?: readonly Channel[] | null | undefined;
  readonly name?: string | null | undefined;
  readonly productIds?: readonly string[] | null | undefined;
  readonly category?: string | null | undefined;
  readonly countIs?: Compared["is"] | null | undefined;
  readonly count?: number | null | undefined;
  readonly valueAtLeast?: string | null | undefined;
  readonly within?: Window | null | undefined;
  readonly then?: Behaviour | null | undefined;
  readonly thenWithinHours?: number | null | undefined;
  readonly properties?: readonly TraitArgs[] | null | undefined;
}

export interface ConsentArgs {
  readonly purpose: ConsentPurpose;
  readonly channel?: Channel | null | undefined;
  readonly status: ConsentStatus;
}

/** A rule as `SegmentRuleInput` has it: one of these, or the arm of an operator. */
export interface GivenRule {
  readonly all?: readonly GivenRule[] | null | undefined;
  readonly any?: readonly GivenRule[] | null | undefined;
  readonly not?: GivenRule | null | undefined;
  readonly [operator: string]: unknown;
}
