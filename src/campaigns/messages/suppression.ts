import type { SuppressionReason } from "../campaign.ts";
import type { FrequencyCap } from "../settings.ts";
import type { MessageFacts } from "./message-facts.ts";

export interface Limits {
  readonly frequencyCap: FrequencyCap | null;
  /** How many more messages the budget pays for; Infinity without one. */
  readonly affordable: number;
}

/** Why a customer is not to get the message, the first of the reasons that holds; undefined where they may. */
export function suppressionOf(
  facts: Omit<MessageFacts, "customer" | "customerId" | "timeZone">,
  { frequencyCap, affordable }: Limits,
  isHeldOut = false,
): SuppressionReason | undefined {
  if (facts.erased) return "ERASED";
  if (isHeldOut) return "HELD_OUT";
  if (!facts.allowed) return "NO_CONSENT";
  if (facts.address === null) return "NO_ADDRESS";
  if (facts.bounced) return "BOUNCED";
  if (frequencyCap !== null && facts.messages >= frequencyCap.messages) return "FREQUENCY_CAP";
  return affordable < 1 ? "BUDGET_SPENT" : undefined;
}
