import { neighboursBecause } from "../collaborative/neighbour-model.ts";
import type { Reason, ReasonKind } from "../recommender.ts";
import { contentBased } from "../recommenders/content-based.ts";
import { session } from "../recommenders/session.ts";
import type { Said } from "./feature-kinds.ts";
import type { Ground } from "./ground.ts";
import type { Shopper } from "./shopper.ts";

/** Which of the customer's products speaks loudest for another, by who else touched both. */
export const strongestNeighbour = ({ neighbours }: Ground, { told }: Shopper, product: number): Said | undefined =>
  first(neighbours && neighboursBecause(neighbours, told, product));

/** The same by what was met in one session or order. */
export const strongestCompanion = ({ companions }: Ground, { told }: Shopper, product: number): Said | undefined =>
  first(companions === undefined ? [] : session.because(companions, told, product));

const INTERESTS: readonly ReasonKind[] = ["MATCHES_INTEREST", "PROFILE_LIKE_YOURS"];

/** What the product has most in common with the customer's taste. */
export const strongestLike = ({ content }: Ground, { told }: Shopper, product: number): Said | undefined =>
  first(
    content === undefined
      ? []
      : contentBased.because(content, told, product).filter(({ kind }) => INTERESTS.includes(kind)),
  );

function first([strongest]: readonly Reason[] = []): Said | undefined {
  if (strongest === undefined) return undefined;
  const { weight: _, ...said } = strongest;
  return said;
}
