import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { authenticator, type ProcessKey } from "./access/index.ts";
import { CampaignsComputer, linkRoutes } from "./campaigns/index.ts";
import type { Context, ContextParts } from "./context.ts";
import { Notices } from "./database/notices.ts";
import { poolUse } from "./database/pool.ts";
import { whyUnavailable } from "./database/unavailable.ts";
import type { Role } from "./graphql/roles.ts";
import { makeServer } from "./graphql/server.ts";
import { graphqlRoute, type ReadPath, reading, reporting } from "./graphql-route.ts";
import type { Notes, Route, SocketRoute } from "./http/server.ts";
import { makeIngestion } from "./ingestion.ts";
import type { Metrics } from "./metrics.ts";
import { Keys } from "./operations/keys.ts";
import { graphqlSockets } from "./operations/sockets.ts";
import { withPlayground } from "./playground/index.ts";
import { makeSchema } from "./schema.ts";
import { scoringOf } from "./scoring/index.ts";
import { segmentRoutes } from "./segments/index.ts";
import type { ShopSettings } from "./shop/index.ts";
import type { InThread } from "./threads/run-in-thread.ts";
import { allTrainers } from "./training.ts";
import { viewerRoute } from "./viewer-route.ts";

export interface AppOptions {
  readonly dataSource: DataSource;
  readonly shop: ShopSettings;
  readonly adminApiKey: string | undefined;
  readonly readPath: ReadPath;
  /** Where links in messages lead back to us. */
  readonly publicUrl: () => string;
  /** Where the playground for browsers is built. */
  readonly playgroundFolder: URL | undefined;
  /** A key of the role ANALYST that visitors at this machine find filled in there; it holds as long as the process does. */
  readonly playgroundKey: string | undefined;
  /** Called where the RFM cut points may have moved. */
  readonly ordersChanged: () => void;
  readonly metrics: Metrics;
  readonly inThread: InThread;
  readonly log: Logger;
  readonly clock: () => Date;
}

export interface App {
  readonly schema: GraphQLSchema;
  readonly routes: ReadonlyMap<string, Route>;
  readonly sockets: ReadonlyMap<string, SocketRoute>;
  /** Has in memory what the first question would otherwise wait for. */
  warm(): Promise<void>;
  stop(): Promise<void>;
}

/** The keys that are kept outside the database. */
function ownKeys({ adminApiKey, playgroundKey }: AppOptions): ProcessKey[] {
  return [
    ...(adminApiKey === undefined ? [] : [keyOf(adminApiKey, "ADMIN_API_KEY", "ADMIN")]),
    ...(playgroundKey === undefined ? [] : [keyOf(playgroundKey, "playground", "ANALYST")]),
  ];
}

const keyOf = (secret: string, name: string, role: Role): ProcessKey => ({ secret, viewer: { name, role } });

/** Puts the features together: the only file that knows every one of them. */
export async function makeApp(options: AppOptions): Promise<App> {
  const { dataSource, shop, metrics, log, clock } = options;
  const ingestion = makeIngestion(dataSource, shop, options.ordersChanged, (outcomes, ms) =>
    metrics.tookIn(outcomes, ms),
  );
  metrics.watchPool(() => poolUse(dataSource));
  const schema = makeSchema();
  const server = makeServer<Context>({ schema, plugins: [reading(schema, options.readPath), reporting(log)] });
  await server.start();
  const notices = new Notices(dataSource, (error) =>
    log.warn({ reason: whyUnavailable(error), err: error }, "the connection for notices broke and is made again"),
  );
  const scoring = scoringOf(dataSource, options.inThread, log);
  const campaigns = new CampaignsComputer({ dataSource, recommends: scoring, publicUrl: options.publicUrl });
  const parts: ContextParts = {
    dataSource,
    ingestion,
    notices,
    shop,
    computers: { scoring, campaigns },
    trainers: allTrainers(dataSource, options.inThread),
  };
  const authenticate = authenticator(dataSource, ownKeys(options));
  const failed = (error: unknown) => log.error({ err: error }, "a key could not be looked at");
  const keys = new Keys({ authenticate, clock, failed });
  const underWay = { subscriptions: 0 };
  metrics.watchSubscriptions(() => underWay.subscriptions);
  const operations = { server, authenticate, parts, keys, log, clock, underWay };
  const files = [...segmentRoutes({ dataSource, clock })].map(([path, route]): [string, Route] => [
    path,
    viewerRoute(operations, route),
  ]);
  const linkFailed = (err: unknown, requestId: string) => log.error({ err, requestId }, "what a link did is lost");
  const links = linkRoutes({ dataSource, ingestion, clock, failed: linkFailed });
  const playground = { folder: options.playgroundFolder, key: options.playgroundKey };
  const ran = (notes: Notes) => metrics.ran(GRAPHQL_PATH, notes);
  return {
    schema,
    routes: new Map([...withPlayground(playground, graphqlRoute(operations)), ...files, ...links]),
    sockets: new Map([[GRAPHQL_PATH, graphqlSockets({ ...operations, schema, ran })]]),
    warm: () => scoring.warm(),
    stop: async () => {
      keys.stop();
      await notices.stop();
      await server.stop();
    },
  };
}

const GRAPHQL_PATH = "/graphql";
