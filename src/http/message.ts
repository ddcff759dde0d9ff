import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { piecesOf } from "./pieces.ts";

export interface Request {
  /** Of our own making, or the sender's where it is sane: what the log and the answer call this request. */
  readonly id: string;
  /** A HEAD arrives as the GET that it asks about. */
  readonly method: string;
  /** Whether it is such a HEAD, which is to do nothing. */
  readonly isHead: boolean;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
  /** Such as 1.1. */
  readonly httpVersion: string;
  readonly headers: IncomingMessage["headers"];
  /** Of the socket: behind a proxy it is the proxy's. */
  readonly remoteAddress: string;
  /** Told to the log and the metrics when the request is over, and also where its sender did not wait for that. */
  readonly notes: Notes;
  /** The whole body, or the answer that refuses it. Read when it is asked for: whoever may not send one is refused before. */
  body(): Promise<Buffer | Response>;
  /** The body as it comes, for a route that need not have it whole and bounds it by itself. Throws `BrokenBody`. */
  pieces(): AsyncIterable<Buffer>;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Of the one error that it is, where it is one. */
  readonly code?: string;
}

/** An answer that is sent piece by piece, as things happen. */
export interface StreamedResponse extends Pick<Response, "status" | "headers"> {
  readonly pieces: Pieces;
  /** Sent now and then while nothing happens, so that nobody on the way takes the connection for dead. */
  readonly idle: string;
}

/** `return` ends them, also while the next one is waited for. */
export interface Pieces extends AsyncIterableIterator<string> {
  return(): Promise<IteratorResult<string>>;
}

/** What a route tells of a request while it answers: nothing personal, and no value that was asked for. */
export interface Notes {
  operation?: NotedOperation;
  viewer?: { readonly name: string; readonly role: string };
  /** The codes of its errors. */
  errors: readonly string[];
}

export interface NotedOperation {
  readonly kind: string;
  readonly name: string | undefined;
  /** When it started and ended, in the milliseconds of the process. */
  readonly started: number;
  ended?: number;
}

/** A feature's part of the HTTP surface. */
export type Route = (request: Request) => Promise<Response | StreamedResponse>;

/** By exact path; a key that ends in "/" serves all that is under it. */
export type Routes = ReadonlyMap<string, Route>;

const NO_BODY = async (): Promise<Buffer> => Buffer.alloc(0);

export function requestOf(incoming: IncomingMessage, body: Request["body"] = NO_BODY): Request {
  const { url = "/", method = "GET", headers, httpVersion, socket } = incoming;
  const [path = "/", query] = url.split(/\?(.*)/s);
  const given = headers["x-request-id"];
  return {
    id: typeof given === "string" && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID(),
    method: method === "HEAD" ? "GET" : method,
    isHead: method === "HEAD",
    path,
    search: query === undefined ? "" : `?${query}`,
    httpVersion,
    headers,
    remoteAddress: socket.remoteAddress ?? "",
    notes: { errors: [] },
    body,
    pieces: () => piecesOf(incoming),
  };
}

/** An answer that says one thing, in the form of a GraphQL error. */
export function failure(
  status: number,
  message: string,
  extensions: { readonly code: string; readonly [key: string]: unknown },
  headers: Response["headers"] = {},
): Response {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify({ errors: [{ message, extensions }] }),
    code: extensions.code,
  };
}

/** A fault of ours: the log has the rest under the request's id. */
export const fault = (requestId: string): Response =>
  failure(500, "Something went wrong here.", { code: "INTERNAL_SERVER_ERROR", requestId });

/** A route that is only read. */
export function onlyGet(route: Route): Route {
  return async (request) => {
    if (request.method === "GET") return route(request);
    return failure(405, "This is read by GET.", { code: "METHOD_NOT_ALLOWED" }, { allow: "GET, HEAD" });
  };
}

/** The key of the route that serves a path: the path itself, or else the longest folder that it lies in. */
export function routeKey(routes: Routes, path: string): string | undefined {
  if (routes.has(path)) return path;
  for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
    const folder = path.slice(0, end + 1);
    if (routes.has(folder)) return folder;
    if (end === 0) return undefined;
  }
  return undefined;
}
