import type { EntityManager } from "typeorm";

/**
 * What a feature does with its rows when something happens to a customer. The lower feature publishes this contract,
 * higher ones fill it in, and `ingestion.ts` lists them in order.
 */
export interface FollowsCustomer {
  /** New customers were made, in this transaction. */
  created?(manager: EntityManager, customerIds: readonly string[]): Promise<void>;
  /** Something is said of customers, or they have another identifier, in this transaction; some of it is yet to be written. */
  changed?(manager: EntityManager, customerIds: readonly string[]): Promise<void>;
}
