import type { EntityManager } from "typeorm";

/** What a feature does when the catalogue changes. The lower feature publishes this contract, higher ones fill it in. */
export interface FollowsProducts {
  /** These products are of another category now, in this transaction. */
  recategorised(manager: EntityManager, productIds: readonly string[]): Promise<void>;
}
