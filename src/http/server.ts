import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { StartRefusal } from "../database/start-refusal.ts";

export interface Request {
  readonly method: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A feature's part of the HTTP surface. */
export type Route = (request: Request) => Promise<Response>;

export interface HttpServer {
  readonly url: string;
  /** Takes no more, finishes what is in flight, and ends what has not finished by then. */
  stop(graceMs: number): Promise<void>;
}

const LARGEST_BODY = 16 * 1024 * 1024;

/** The one HTTP server: exact paths to routes. */
export async function listen(
  address: { host: string; port: number },
  routes: ReadonlyMap<string, Route>,
  failed: (error: unknown) => void,
): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, routes)
      .catch((error: unknown) => {
        if (!incoming.destroyed || incoming.complete) failed(error); // else the caller has gone away
        return json(500, "Something went wrong here.");
      })
      .then((response) => send(outgoing, response, server.listening))
      .catch(failed);
  });
  await bind(server, address);
  return { url: urlOf(server), stop: (graceMs) => stop(server, graceMs) };
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

async function answer(incoming: IncomingMessage, routes: ReadonlyMap<string, Route>): Promise<Response> {
  const [pathname = "/", query] = (incoming.url ?? "/").split(/\?(.*)/s);
  const search = query === undefined ? "" : `?${query}`;
  const route = routes.get(pathname);
  if (route === undefined)
    return json(404, `There is nothing at ${pathname}; the API is at /graphql.`, { code: "NOT_FOUND" });
  const body = await readBody(incoming);
  if (body === undefined)
    return json(413, `The body is larger than ${LARGEST_BODY / 1024 / 1024} MiB.`, { code: "LIMIT_EXCEEDED" });
  return route({ method: incoming.method ?? "GET", path: pathname, search, headers: incoming.headers, body });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(outgoing: ServerResponse, { status, headers, body }: Response, keepOpen: boolean): void {
  if (!keepOpen) outgoing.setHeader("connection", "close");
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

/** An answer that says one thing, in the form of a GraphQL error. */
export function json(status: number, message: string, extensions: object = {}): Response {
  const body = JSON.stringify({ errors: [{ message, extensions }] });
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body };
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
