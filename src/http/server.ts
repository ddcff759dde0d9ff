import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartRefusal } from "../database/start-refusal.ts";
import { Bodies } from "./body.ts";
import { type ExchangeOptions, exchange } from "./exchange.ts";

export { preferred } from "./encode.ts";
export type { Exchange } from "./exchange.ts";
export {
  failure,
  fault,
  type Notes,
  onlyGet,
  type Request,
  type Response,
  type Route,
  type Routes,
} from "./message.ts";

export interface ListenOptions extends Omit<ExchangeOptions, "bodies" | "keepOpen"> {
  readonly host: string;
  readonly port: number;
}

export interface HttpServer {
  readonly url: string;
  /** Still serves, and lets every connection end with its answer, so that nobody's next request meets a closing one. */
  drain(): void;
  /** Takes no more, finishes what is in flight, and ends what has not finished by then. */
  stop(graceMs: number): Promise<void>;
}

const LIMITS = {
  headersTimeout: 15_000,
  /** For the whole request to arrive. */
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  /** Longer than the minute for which proxies keep a connection: it is they who end it, and no request meets a closing one. */
  keepAliveTimeout: 65_000,
};

/** The one HTTP server: paths to routes. */
export async function listen(options: ListenOptions): Promise<HttpServer> {
  const bodies = new Bodies();
  let draining = false;
  const server = createServer(LIMITS, (incoming, outgoing) => {
    void exchange({ ...options, bodies, keepOpen: () => server.listening && !draining }, incoming, outgoing);
  });
  await bind(server, options);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(server),
    drain: () => {
      draining = true;
    },
    stop: (graceMs) => {
      stopped ??= stop(server, graceMs);
      return stopped;
    },
  };
}

/** Tells where `listen` would be found, without listening any longer; of the port 0 it makes one that is free. */
export async function findPort(place: { host: string; port: number }): Promise<{ url: string; port: number }> {
  const server = createServer();
  await bind(server, place);
  const { port } = server.address() as AddressInfo;
  const url = urlOf(server);
  await stop(server, 0);
  return { url, port };
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" ? "it is in use; set PORT to another one" : error.message;
      reject(new StartRefusal(`the port ${port} on ${host} cannot be opened: ${taken}`));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo; // a TCP server has one once it listens
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close((error) => {
      clearTimeout(end);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}
