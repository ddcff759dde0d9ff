import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "./body.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { type Encoded, encode } from "./encode.ts";
import { json, type Notes, type Response, type Routes, routeKey } from "./message.ts";

export interface ExchangeOptions {
  /** Looked at anew for each request, so that routes may come and go. */
  readonly routes: Routes;
  /** The origins whose pages may call from a browser. */
  readonly corsOrigins: readonly string[];
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

interface Asked {
  readonly id: string;
  readonly path: string;
  readonly search: string;
  readonly route: string | undefined;
}

/** As proxies call it in their logs: the sender went away before its answer. */
const SENDER_GONE = 499;

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
  keepOpen: () => boolean,
): Promise<void> {
  const started = performance.now();
  const asked = read(incoming, options.routes);
  const told: { notes: Notes; bytes: number } = { notes: {}, bytes: 0 };
  outgoing.once("close", () => {
    const { id, route } = asked;
    const status = outgoing.writableFinished ? outgoing.statusCode : SENDER_GONE;
    const ms = performance.now() - started;
    options.answered({ id, route, method: incoming.method ?? "GET", status, ms, ...told });
  });
  try {
    const response = await answer(options, incoming, asked);
    const encoded = await encode(response, incoming.headers["accept-encoding"]?.toString());
    told.notes = response.notes ?? {};
    told.bytes = encoded.body.length;
    if (!keepOpen()) outgoing.setHeader("connection", "close");
    outgoing.writeHead(response.status, headersOf(options, incoming, asked.id, response, encoded));
    outgoing.end(encoded.body);
  } catch (error) {
    options.failed(error, asked.id);
    outgoing.destroy();
  }
}

function read({ url = "/", headers }: IncomingMessage, routes: Routes): Asked {
  const [path = "/", query] = url.split(/\?(.*)/s);
  const given = headers["x-request-id"];
  const id = typeof given === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
  return { id, path, search: query === undefined ? "" : `?${query}`, route: routeKey(routes, path) };
}

async function answer(
  { routes, corsOrigins, failed }: ExchangeOptions,
  incoming: IncomingMessage,
  { id, path, search, route }: Asked,
): Promise<Response> {
  const first = preflight(incoming, corsOrigins);
  if (first !== undefined) return first;
  const serve = routes.get(route ?? "");
  if (serve === undefined) {
    return json(404, `There is nothing at ${path}; the API is at /graphql.`, { code: "NOT_FOUND" });
  }
  try {
    const body = await readBody(incoming);
    if (!Buffer.isBuffer(body)) return body;
    const method = incoming.method === "HEAD" ? "GET" : (incoming.method ?? "GET");
    const remoteAddress = incoming.socket.remoteAddress ?? "";
    return await serve({ id, method, path, search, headers: incoming.headers, body, remoteAddress });
  } catch (error) {
    if (!incoming.destroyed || incoming.complete) failed(error, id); // else the sender has gone away
    return json(500, "Something went wrong here.", { code: "INTERNAL_SERVER_ERROR", requestId: id });
  }
}

function headersOf(
  { corsOrigins }: ExchangeOptions,
  incoming: IncomingMessage,
  id: string,
  { status, headers }: Response,
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
    "x-request-id": id,
    ...(vary.length > 0 ? { vary: vary.join(", ") } : {}),
    ...(withoutBody ? {} : { "content-length": encoded.body.length }),
  };
}
