import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bodies, Body } from "./body.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { type Encoded, encode } from "./encode.ts";
import { failure, fault, type Notes, type Request, type Response, type Routes, routeKey } from "./message.ts";

export interface ExchangeOptions {
  /** Looked at anew for each request, so that routes may come and go. */
  readonly routes: Routes;
  /** The origins whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly bodies: Bodies;
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
}

/** As proxies call it in their logs: the sender went away before its answer. */
const SENDER_GONE = 499;

/** Clients of GraphQL over HTTP read the error of an answer that is no success only where it comes with this type. */
const GRAPHQL_RESPONSE = /\bapplication\/graphql-response\+json\b/i;
const AS_GRAPHQL = { "content-type": "application/graphql-response+json; charset=utf-8" };

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
  const request = requestOf(incoming, body);
  const { id, notes } = request;
  const route = routeKey(options.routes, request.path);
  let bytes = 0;
  outgoing.once("close", () => {
    const status = outgoing.writableFinished ? outgoing.statusCode : SENDER_GONE;
    const ms = performance.now() - started;
    options.answered({ id, route, method: incoming.method ?? "GET", status, ms, bytes, notes });
  });
  try {
    const response = await answer(options, incoming, request, route);
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

function requestOf(incoming: IncomingMessage, body: Body): Request {
  const { url = "/", method = "GET", headers, httpVersion, socket } = incoming;
  const [path = "/", query] = url.split(/\?(.*)/s);
  const given = headers["x-request-id"];
  return {
    id: typeof given === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID(),
    method: method === "HEAD" ? "GET" : method,
    path,
    search: query === undefined ? "" : `?${query}`,
    httpVersion,
    headers,
    remoteAddress: socket.remoteAddress ?? "",
    notes: { errors: [] },
    body: () => body.read(),
  };
}

async function answer(
  { routes, corsOrigins, failed }: ExchangeOptions,
  incoming: IncomingMessage,
  request: Request,
  route: string | undefined,
): Promise<Response> {
  const first = preflight(incoming, corsOrigins);
  if (first !== undefined) return first;
  const serve = routes.get(route ?? "");
  if (serve === undefined) {
    return failure(404, `There is nothing at ${request.path}; the API is at /graphql.`, { code: "NOT_FOUND" });
  }
  try {
    return await serve(request);
  } catch (error) {
    failed(error, request.id);
    return fault(request.id);
  }
}

function headersOf(
  { corsOrigins }: ExchangeOptions,
  incoming: IncomingMessage,
  id: string,
  { status, headers, code }: Response,
  encoded: Encoded,
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
