import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { Health, starting } from "./health.ts";
import { listen, type Route, type Routes, type SocketRoute, type SocketRoutes } from "./http/server.ts";
import { tellExchange } from "./log.ts";
import { type Metrics, metricsRoute } from "./metrics.ts";

export type FrontOptions = Pick<Config, "host" | "port" | "corsOrigins" | "metricsToken"> & {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The text of /metrics; undefined where it cannot be had at the moment. */
  figures(): Promise<string | undefined>;
  failed(error: unknown, requestId: string): void;
};

/** The process as the network sees it. */
export interface Front {
  readonly url: string;
  /** The API is there; until now everybody was told that it is starting. */
  serve(
    served: { readonly routes: Routes; readonly sockets: SocketRoutes },
    databaseAnswers: () => Promise<boolean>,
  ): void;
  /** Says that it is ending, and still serves. */
  stopping(): void;
  stop(graceMs: number): Promise<void>;
}

/** Listens before there is anything to serve, so that whoever waits for the process learns what it is doing. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { log, metrics, failed } = options;
  const health = new Health();
  const routes = new Map<string, Route>([
    ...health.routes,
    ["/metrics", metricsRoute(options.figures, options.metricsToken)],
    ["/graphql", starting],
  ]);
  const sockets = new Map<string, SocketRoute>();
  const server = await listen({
    ...options,
    routes,
    sockets,
    failed,
    answered: (exchange) => {
      tellExchange(log, exchange);
      metrics.answered(exchange);
    },
  });
  metrics.watchStaying(() => server.staying());
  return {
    url: server.url,
    serve: (served, databaseAnswers) => {
      for (const [path, route] of served.routes) routes.set(path, route);
      for (const [path, route] of served.sockets) sockets.set(path, route);
      health.started(databaseAnswers);
    },
    stopping: () => {
      health.stopping();
      server.drain();
    },
    stop: (graceMs) => server.stop(graceMs),
  };
}
