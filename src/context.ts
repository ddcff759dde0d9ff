import type { DataSource, EntityManager } from "typeorm";
import type { FollowsCustomer } from "./customers/index.ts";
import { onCitus } from "./database/citus.ts";
import type { Notices } from "./database/notices.ts";
import { askJson, run } from "./database/run.ts";
import { bound, sql } from "./database/sql.ts";
import { inTransaction } from "./database/transaction.ts";
import type { SentContext } from "./graphql/as-given.ts";
import type { WriteContext } from "./graphql/context.ts";
import type { Viewer } from "./graphql/roles.ts";
import type { Notes } from "./http/server.ts";
import { FOLLOWS_PRODUCTS } from "./ingestion.ts";
import type { TrainsModels } from "./models/index.ts";
import type { Subscribing } from "./operations/subscribing.ts";
import type { FollowsProducts } from "./products/index.ts";
import { Answers, type Computers, type Reader, type Tree } from "./reading/index.ts";
import type { Ingestion } from "./touchpoints/index.ts";

/** What a request has. */
export interface Context extends WriteContext, SentContext {
  readonly requestId: string;
  readonly notes: Notes;
  readonly answers: Answers;
  /** For what is read outside of any transaction. */
  readonly manager: EntityManager;
  readonly notices: Notices;
  /** Undefined where the answer goes back as a whole. */
  readonly subscribing: Subscribing | undefined;
  readonly ingestion: Ingestion;
  readonly followsCustomer: readonly FollowsCustomer[];
  readonly followsProducts: readonly FollowsProducts[];
  readonly trainers: readonly TrainsModels[];
}

export interface ContextParts {
  readonly dataSource: DataSource;
  readonly ingestion: Ingestion;
  readonly notices: Notices;
  readonly shop: Reader["shop"];
  /** What works out the lists that the database cannot, by name. */
  readonly computers: Computers;
  readonly trainers: readonly TrainsModels[];
}

export interface ContextRequest {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly notes: Notes;
  readonly clock: () => Date;
  readonly subscribing: Subscribing | undefined;
}

export function makeContext(parts: ContextParts, request: ContextRequest): Context {
  const { dataSource, ingestion, notices, shop, computers, trainers } = parts;
  const { viewer, clock } = request;
  const now = clock();
  const spread = onCitus(dataSource);
  const reader: Reader = { viewer, now: sql`${bound(now)}`, at: now, shop, spread };
  return {
    ...request,
    now,
    sent: { variables: {} },
    manager: dataSource.manager,
    notices,
    ingestion,
    trainers,
    followsCustomer: ingestion.followsCustomer,
    followsProducts: FOLLOWS_PRODUCTS,
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
