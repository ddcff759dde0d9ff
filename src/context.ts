import type { DataSource, EntityManager } from "typeorm";
import type { FollowsCustomer } from "./customers/index.ts";
import { onCitus } from "./database/citus.ts";
import { askJson, run } from "./database/run.ts";
import { bound, sql } from "./database/sql.ts";
import { inTransaction } from "./database/transaction.ts";
import type { WriteContext } from "./graphql/context.ts";
import type { Viewer } from "./graphql/roles.ts";
import type { Notes } from "./http/server.ts";
import type { TrainsModels } from "./models/index.ts";
import { Answers, type Computers, type Reader, type Tree } from "./reading/index.ts";
import type { Ingestion } from "./touchpoints/index.ts";

/** What a request has. */
export interface Context extends WriteContext {
  readonly requestId: string;
  readonly notes: Notes;
  readonly answers: Answers;
  readonly ingestion: Ingestion;
  readonly followsCustomer: readonly FollowsCustomer[];
  readonly trainers: readonly TrainsModels[];
}

export interface ContextParts {
  readonly dataSource: DataSource;
  readonly ingestion: Ingestion;
  readonly shop: Reader["shop"];
  /** What works out the lists that the database cannot, by name. */
  readonly computers: Computers;
  readonly trainers: readonly TrainsModels[];
}

export interface ContextRequest {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly notes: Notes;
  readonly now: Date;
}

export function makeContext(parts: ContextParts, { viewer, requestId, notes, now }: ContextRequest): Context {
  const { dataSource, ingestion, shop, computers, trainers } = parts;
  const spread = onCitus(dataSource);
  const reader: Reader = { viewer, now: sql`${bound(now)}`, at: now, shop, spread };
  return {
    requestId,
    notes,
    viewer,
    now,
    ingestion,
    trainers,
    followsCustomer: ingestion.followsCustomer,
    answers: new Answers(
      {
        rows: (statement) => run<Tree>(dataSource.manager, statement),
        json: (statement) => askJson(dataSource, statement),
      },
      reader,
      computers,
    ),
    transaction: <Result>(work: (manager: EntityManager) => Promise<Result>) => inTransaction(dataSource, work),
  };
}
