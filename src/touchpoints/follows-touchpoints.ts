import type { EntityManager } from "typeorm";
import type { CheckedTouchpoint, RecordedTouchpoint } from "./incoming.ts";

/**
 * What a feature makes of touchpoints. The lower feature publishes this contract, higher ones fill it in, and `ingestion.ts`
 * lists them in order. `suppressed`, `refuse`, `withoutCampaign` and `recorded` are called inside the batch's transaction and work set-based.
 */
export interface FollowsTouchpoints {
  /** The places in the batch of touchpoints that are not to be kept: no fault of the sender, and nothing of them is written. */
  suppressed?(
    manager: EntityManager,
    batch: readonly { touchpoint: CheckedTouchpoint; customerId: string }[],
  ): Promise<ReadonlySet<number>>;
  /** Reasons against single touchpoints that only the database knows, by their place in the batch. */
  refuse?(
    manager: EntityManager,
    batch: readonly { touchpoint: CheckedTouchpoint; customerId: string }[],
  ): Promise<ReadonlyMap<number, string>>;
  /** The places of touchpoints that are kept as if they named no campaign: there is none such, and what they tell counts all the same. */
  withoutCampaign?(
    manager: EntityManager,
    batch: readonly { touchpoint: CheckedTouchpoint; customerId: string }[],
  ): Promise<ReadonlySet<number>>;
  /** Touchpoints were stored. */
  recorded(manager: EntityManager, batch: readonly RecordedTouchpoint[]): Promise<void>;
  /** The transaction that stored touchpoints has been committed; nothing may fail here. */
  committed?(batch: readonly RecordedTouchpoint[]): void;
}
