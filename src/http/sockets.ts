import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Exchange } from "./exchange.ts";
import type { Held } from "./held.ts";
import { failure, type Request, type Response, requestOf } from "./message.ts";

const MIB = 1024 * 1024;
/** Smaller than a body: these are not counted together, and large batches go by POST. */
const LARGEST_MESSAGE = MIB;
/** What may wait for a reader; one who asks for more than they read is cut off. */
const MOST_UNREAD = 16 * MIB;
const PING_EVERY_MS = 30_000;

const GOING_AWAY = 1001;
const FAULT = 1011;

/** One connection as its route sees it. */
export interface Socket {
  readonly protocol: string;
  /** Done when the system has taken it, or the socket has closed. */
  send(text: string): Promise<void>;
  close(code?: number, reason?: string): void;
  onMessage(heard: (text: string) => Promise<void>): void;
}

/** A feature's part of the sockets. */
export interface SocketRoute {
  readonly protocol: string;
  /** Called for each socket; gives what is called when it has closed. */
  opened(socket: Socket, request: Request): (code: number, reason: string) => Promise<void>;
}

/** By exact path. */
export type SocketRoutes = ReadonlyMap<string, SocketRoute>;

export interface UpgradeOptions {
  /** Looked at anew for each request. */
  readonly sockets: SocketRoutes;
  readonly corsOrigins: readonly string[];
  readonly held: Held;
  isOpen(): boolean;
  failed(error: unknown, requestId: string): void;
  answered(exchange: Exchange): void;
}

/** Makes sockets of requests that ask for one, by the protocol of WebSockets (RFC 6455). */
export function upgrades(options: UpgradeOptions): (incoming: IncomingMessage, stream: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false, // it would keep a dictionary for each connection
    handleProtocols: (offered, incoming) => {
      const { protocol } = options.sockets.get(requestOf(incoming).path) ?? {};
      return protocol !== undefined && offered.has(protocol) ? protocol : false;
    },
  });
  return (incoming, stream, head) => {
    stream.on("error", () => {}); // its close tells
    const request = requestOf(incoming);
    const route = options.sockets.get(request.path);
    const refused = whyRefused(options, request);
    if (refused !== undefined || route === undefined) return refuse(options, stream, request, refused ?? NOTHING_THERE);
    server.handleUpgrade(incoming, stream, head, (ws) => open(options, route, ws, request));
  };
}

const NOTHING_THERE = failure(404, "There is no socket here; it is at /graphql.", { code: "NOT_FOUND" });

function whyRefused({ corsOrigins, held, isOpen }: UpgradeOptions, { headers }: Request): Response | undefined {
  const { origin, host } = headers;
  // A browser asks nobody before it opens a socket of a foreign page, as it does before it sends a key.
  if (origin !== undefined && !corsOrigins.includes(origin) && !isAt(origin, host)) {
    return failure(403, "Pages of this origin may not call; CORS_ORIGINS lists those that may.", { code: "FORBIDDEN" });
  }
  if (isOpen() && !held.isFull) return undefined;
  const message = isOpen() ? "This server holds as many connections as it can; try again." : "This server is stopping.";
  return failure(503, message, { code: "OVERLOADED" }, { "retry-after": "1" });
}

const isAt = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) && new URL(origin).host === host;

function refuse(options: UpgradeOptions, stream: Duplex, request: Request, response: Response): void {
  const { status, headers, body, code = "" } = response;
  const bytes = Buffer.byteLength(body);
  const all = { ...headers, "content-length": bytes, "x-request-id": request.id, connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  stream.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n"));
  const { id, method, path, notes } = request;
  notes.errors = [code];
  const route = options.sockets.has(path) ? path : undefined;
  options.answered({ id, method, route, status, ms: 0, bytes, notes, stayed: false });
}

function open(options: UpgradeOptions, route: SocketRoute, ws: WebSocket, request: Request): void {
  const started = performance.now();
  const { id, method, path, notes } = request;
  const gone = options.held.add({
    kind: "socket",
    end: () => ws.close(GOING_AWAY, "the server is stopping"),
    cut: () => ws.terminate(),
  });
  const counted = { bytes: 0 };
  const failed = (error: unknown) => {
    options.failed(error, id);
    ws.close(FAULT, "something went wrong here");
  };
  const endPings = pinging(ws);
  const closed = route.opened(socketOf(ws, counted, failed), request);
  ws.on("error", () => {}); // what breaks the protocol is closed by the library; its close tells
  ws.once("close", (code, reason) => {
    endPings();
    gone();
    closed(code, reason.toString()).catch(failed);
    const ms = performance.now() - started;
    options.answered({ id, method, route: path, status: 101, ms, bytes: counted.bytes, notes, stayed: true });
  });
}

function socketOf(ws: WebSocket, counted: { bytes: number }, failed: (error: unknown) => void): Socket {
  return {
    protocol: ws.protocol,
    send: (text) =>
      new Promise((resolve) => {
        if (ws.readyState !== ws.OPEN) return resolve();
        counted.bytes += Buffer.byteLength(text);
        if (ws.bufferedAmount > MOST_UNREAD) ws.terminate();
        ws.send(text, () => resolve()); // where it fails, the socket's close tells
      }),
    close: (code, reason) => ws.close(code, reason),
    onMessage: (heard) =>
      void ws.on("message", (data: RawData) => {
        if (ws.readyState !== ws.OPEN) return; // it has been told to go
        if (ws.bufferedAmount > MOST_UNREAD) ws.terminate();
        else heard(data.toString()).catch(failed);
      }),
  };
}

/** One who has not answered a ping by the next one has gone. */
function pinging(ws: WebSocket): () => void {
  let answered = true;
  ws.on("pong", () => {
    answered = true;
  });
  ws.on("ping", () => {
    if (ws.bufferedAmount > MOST_UNREAD) ws.terminate(); // each is answered by the library
  });
  const timer = setInterval(() => {
    if (!answered) return ws.terminate();
    answered = false;
    ws.ping();
  }, PING_EVERY_MS);
  return () => clearInterval(timer);
}
