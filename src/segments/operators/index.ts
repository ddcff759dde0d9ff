import type { AnyOperator } from "../operator.ts";
import { behaviour } from "./behaviour.ts";
import { consent } from "./consent.ts";
import { identity } from "./identity.ts";
import { profileOperator } from "./profile.ts";
import { segment } from "./segment.ts";
import { trait } from "./trait.ts";

/** Every kind of condition; each is a file here and a line in this list, and so an arm of `SegmentRuleInput`. */
export const OPERATORS: readonly AnyOperator[] = [trait, profileOperator, behaviour, segment, consent, identity];
