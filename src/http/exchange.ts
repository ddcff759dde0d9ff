import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bodies } from "./body.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { type Encoded, encode } from "./encode.ts";
import type { Held } from "./held.ts";
import {
  failure,
  fault,
  type Notes,
  type Request,
  type Response,
  type Routes,
  requestOf,
  routeKey,
  type StreamedResponse,
} from "./message.ts";
import { sendStream } from "./stream.ts";

export interface ExchangeOptions {
  /** Looked at anew for each request, so that routes may come and go. */
  readonly routes: Routes;
  /** The origins whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly bodies: Bodies;
  /** The connections that stay. */
  readonly held: Held;
  /** Whether the connection may serve another request. */
  keepOpen(): boolean;
  failed(error: unknown, requestId: string): void;
  answered(exchange: Exchange): void;
}

/** A request and what became of it. */
export interface Exchange {
  readonly id: string;
  readonly method: string;
  /** The key of its route: what else stands in a path is the sender's, and may be personal. */
  readonly route: string | undefined;
  readonly status: number;
  readonly ms: number;
  /** Of the body as it was sent. */
  readonly bytes: number;
  readonly notes: Notes;
  /** Whether it lasted for as long as somebody listened. */
  readonly stayed: boolean;
}

/** As proxies call it in their logs: the sender went away before its answer. */
const SENDER_GONE = 499;

/** Clients of GraphQL over HTTP read the error of an answer that is no success only where it comes with this type. */
const GRAPHQL_RESPONSE = /\bapplication\/graphql-response\+json\b/i;
const AS_GRAPHQL = { "content-type": "application/graphql-response+json; charset=utf-8" };

const NOTHING = { bytes: 0, headers: {}, varies: false };

/** What every answer says to browsers, unless its route says otherwise. */
const SAFE_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Reads one request, lets its route answer, sends the answer, and tells of it whatever happens. */
export async function exchange(
  options: ExchangeOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const body = options.bodies.of(incoming);
  const request = requestOf(incoming, () => body.read());
  const { id, notes } = request;
  const route = routeKey(options.routes, request.path);
  let bytes = 0;
  let stayed = false;
  outgoing.once("close", () => {
    const status = outgoing.writableFinished ? outgoing.statusCode : SENDER_GONE;
    const ms = performance.now() - started;
    options.answered({ id, route, method: incoming.method ?? "GET", status, ms, bytes, notes, stayed });
  });
  try {
    const response = await answer(options, incoming, request, route);
    if ("pieces" in response) {
      stayed = true;
      body.letGo();
      return await stay(options, incoming, outgoing, id, response, (more) => {
        bytes += more;
      });
    }
    const encoded = await encode(response, incoming.headers["accept-encoding"]?.toString());
    if (response.code !== undefined) notes.errors = [response.code];
    bytes = encoded.bytes;
    if (!options.keepOpen()) outgoing.setHeader("connection", "close");
    outgoing.writeHead(response.status, headersOf(options, incoming, id, response, encoded));
    outgoing.end(encoded.body);
  } catch (error) {
    options.failed(error, id);
    outgoing.destroy();
  } finally {
    body.letGo();
  }
}

/** The connection is the stream's, and ends with it: a server that stops need not wait for another request on it. */
async function stay(
  options: ExchangeOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  id: string,
  response: StreamedResponse,
  sends: (bytes: number) => void,
): Promise<void> {
  const end = () => void response.pieces.return();
  const gone = options.held.add({ kind: "stream", end, cut: () => outgoing.destroy() });
  try {
    const { "content-length": _unknown, ...headers } = headersOf(options, incoming, id, response, NOTHING);
    outgoing.writeHead(response.status, { ...headers, connection: "close" });
    await sendStream(outgoing, response, sends);
  } finally {
    gone();
  }
}

async function answer(
  { routes, corsOrigins, held, failed }: ExchangeOptions,
  incoming: IncomingMessage,
  request: Request,
  route: string | undefined,
): Promise<Response | StreamedResponse> {
  const first = preflight(incoming, corsOrigins);
  if (first !== undefined) return first;
  const serve = routes.get(route ?? "");
  if (serve === undefined) {
    return failure(404, `There is nothing at ${request.path}; the API is at /graphql.`, { code: "NOT_FOUND" });
  }
  try {
    const response = await serve(request);
    if (!("pieces" in response) || !held.isFull) return response;
    await response.pieces.return();
    const message = "This server holds as many connections as it can; try again.";
    return failure(503, message, { code: "OVERLOADED" }, { "retry-after": "1" });
  } catch (error) {
    failed(error, request.id);
    return fault(request.id);
  }
}

function headersOf(
  { corsOrigins }: ExchangeOptions,
  incoming: IncomingMessage,
  id: string,
  { status, headers, code }: Pick<Response, "status" | "headers" | "code">,
  encoded: Omit<Encoded, "body">,
): Record<string, string | number> {
  const vary = [
    headers["vary"],
    encoded.varies ? "accept-encoding" : undefined,
    corsOrigins.length > 0 ? "origin" : undefined,
  ].filter((name) => name !== undefined);
  const withoutBody = status === 204 || status === 304;
  return {
    ...SAFE_HEADERS,
    ...corsHeaders(incoming, corsOrigins),
    ...headers,
    ...encoded.headers,
    ...(code !== undefined && GRAPHQL_RESPONSE.test(incoming.headers.accept ?? "") ? AS_GRAPHQL : {}),
    "x-request-id": id,
    ...(vary.length > 0 ? { vary: vary.join(", ") } : {}),
    ...(withoutBody ? {} : { "content-length": encoded.bytes }),
  };
}
