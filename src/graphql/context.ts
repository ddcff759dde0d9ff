import type { EntityManager } from "typeorm";
import type { Viewer } from "./roles.ts";

/** What every resolver that writes has: who asks, when, and a transaction to do it in. */
export interface WriteContext {
  readonly viewer: Viewer;
  readonly now: Date;
  /** What time it has become, for what takes long. */
  readonly clock: () => Date;
  /** Runs the work in one transaction; a write that lost against another writer is repeated, a few times at most. */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
}
