import { createServer, IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartRefusal } from "../database/start-refusal.ts";
import { Bodies } from "./body.ts";
import { type ExchangeOptions, exchange } from "./exchange.ts";
import { Held } from "./held.ts";
import { type SocketRoutes, upgrades } from "./sockets.ts";

export { preferred } from "./encode.ts";
export type { Exchange } from "./exchange.ts";
export {
  failure,
  fault,
  type Notes,
  onlyGet,
  type Pieces,
  type Request,
  type Response,
  type Route,
  type Routes,
  type StreamedResponse,
} from "./message.ts";
export { BrokenBody } from "./pieces.ts";
export type { Socket, SocketRoute, SocketRoutes } from "./sockets.ts";

export interface ListenOptions extends Omit<ExchangeOptions, "bodies" | "held" | "keepOpen"> {
  readonly host: string;
  readonly port: number;
  /** Looked at anew for each request, as the routes are. */
  readonly sockets: SocketRoutes;
}

export interface HttpServer {
  readonly url: string;
  /** How many connections stay at the moment. */
  staying(): { readonly streams: number; readonly sockets: number };
  /** Still serves, and lets every connection end with its answer, so that nobody's next request meets a closing one. */
  drain(): void;
  /** Takes no more, finishes what is in flight, tells those that stay to go, and ends what has not finished by then. */
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
  const held = new Held();
  let draining = false;
  const server = createServer({ ...LIMITS, IncomingMessage: Incoming }, (incoming, outgoing) => {
    void exchange({ ...options, bodies, held, keepOpen: () => server.listening && !draining }, incoming, outgoing);
  });
  server.on("upgrade", upgrades({ ...options, held, isOpen: () => server.listening }));
  await bind(server, options);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(server),
    staying: () => ({ streams: held.count("stream"), sockets: held.count("socket") }),
    drain: () => {
      draining = true;
    },
    stop: (graceMs) => {
      stopped ??= stop(server, graceMs, held);
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

/**
 * Node hands each request that asks for another protocol to the listener of upgrades, if there is one; Java's client asks
 * for h2c each time. What asks for no socket is answered as if it had not asked, as without a listener.
 */
class Incoming extends IncomingMessage {
  declare asked: boolean | null; // no private field: the constructor above sets it before there is one

  get upgrade(): boolean | null {
    return this.asked === true && this.headers.upgrade?.toLowerCase() === "websocket";
  }

  set upgrade(asked: boolean | null) {
    this.asked = asked;
  }
}

function stop(server: Server, graceMs: number, held = new Held()): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = setTimeout(() => {
      held.cut();
      server.closeAllConnections();
    }, graceMs);
    server.close((error) => {
      clearTimeout(end);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
    held.end();
  });
}
