import type { IncomingMessage } from "node:http";

export interface Request {
  /** Of our own making, or the sender's where it is sane: what the log and the answer call this request. */
  readonly id: string;
  /** A HEAD arrives as the GET that it asks about. */
  readonly method: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** Of the socket: behind a proxy it is the proxy's. */
  readonly remoteAddress: string;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly notes?: Notes;
}

/** What a route tells of its answer for the log and the metrics: nothing personal, and no value that was asked for. */
export interface Notes {
  readonly operation?: { readonly kind: string; readonly name: string | undefined; readonly ms: number };
  readonly viewer?: { readonly name: string; readonly role: string };
  /** The codes of its errors. */
  readonly errors?: readonly string[];
}

/** A feature's part of the HTTP surface. */
export type Route = (request: Request) => Promise<Response>;

/** By exact path; a key that ends in "/" serves all that is under it. */
export type Routes = ReadonlyMap<string, Route>;

/** An answer that says one thing, in the form of a GraphQL error. */
export function json(
  status: number,
  message: string,
  extensions: { code?: string; [key: string]: unknown } = {},
  headers: Response["headers"] = {},
): Response {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify({ errors: [{ message, extensions }] }),
    notes: { errors: extensions.code === undefined ? [] : [extensions.code] },
  };
}

/** A route that is only read. */
export function onlyGet(route: Route): Route {
  return async (request) => {
    if (request.method === "GET") return route(request);
    return json(405, "This is read by GET.", { code: "METHOD_NOT_ALLOWED" }, { allow: "GET, HEAD" });
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
