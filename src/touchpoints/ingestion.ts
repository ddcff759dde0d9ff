import type { DataSource } from "typeorm";
import type { FollowsCustomer } from "../customers/index.ts";
import type { FollowsTouchpoints } from "./follows-touchpoints.ts";
import type { Outcome } from "./outcome.ts";
import type { LedgerKeeping } from "./touchpoint.store.ts";

/** Everything the ingestion core works with. */
export interface Ingestion {
  readonly dataSource: DataSource;
  readonly timeZone: string;
  readonly followsCustomer: readonly FollowsCustomer[];
  readonly followsTouchpoints: readonly FollowsTouchpoints[];
  /** Told of each batch that was taken in, and how long it took. */
  readonly told?: (outcomes: readonly Outcome[], ms: number) => void;
}

export interface BatchOptions {
  readonly source: string;
  readonly keeping: LedgerKeeping;
  readonly now: Date;
}
