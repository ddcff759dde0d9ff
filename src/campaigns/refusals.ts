import type { Refusal, Refused } from "../graphql/refusals.ts";
import { type CampaignStatus, MOVES } from "./campaign.ts";

/** A refusal for where the campaign stands, with where it can go from there. */
export interface StateRefusal extends Refusal {
  readonly code: "NOT_ALLOWED_IN_STATE";
  readonly status: CampaignStatus;
  readonly allowed: readonly CampaignStatus[];
}

/** Such as `the campaign is RUNNING; launching it is not allowed then`. */
export function notAllowed(status: CampaignStatus, what: string, path: readonly string[]): StateRefusal {
  const allowed = MOVES[status];
  const moves = allowed.length === 0 ? "it stays so" : `from there it can become ${allowed.join(", ")}`;
  const message = `the campaign is ${status}: ${what}; ${moves}`;
  return { code: "NOT_ALLOWED_IN_STATE", message, path, status, allowed };
}

export const refusedIn = (status: CampaignStatus, what: string): Refused => ({
  refusals: [notAllowed(status, what, ["id"])],
});
