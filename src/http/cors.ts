import type { IncomingMessage } from "node:http";
import { failure, type Response } from "./message.ts";

type Headers = Readonly<Record<string, string>>;

/** Which pages of other origins may call from a browser. Keys travel in a header and no cookie counts, so no credentials. */
export function corsHeaders({ headers }: IncomingMessage, origins: readonly string[]): Headers {
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return {};
  return { "access-control-allow-origin": origin, "access-control-expose-headers": "x-request-id" };
}

/** The answer to a browser that asks before it sends; undefined where the request is another. */
export function preflight({ method, headers }: IncomingMessage, origins: readonly string[]): Response | undefined {
  const { origin } = headers;
  if (method !== "OPTIONS" || origin === undefined || headers["access-control-request-method"] === undefined) {
    return undefined;
  }
  if (!origins.includes(origin)) {
    return failure(403, "Pages of this origin may not call; CORS_ORIGINS lists those that may.", { code: "FORBIDDEN" });
  }
  const allowed = {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type, x-request-id",
    "access-control-max-age": "600",
  };
  return { status: 204, headers: allowed, body: "" };
}
