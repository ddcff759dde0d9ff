import type { DataSource } from "typeorm";
import { whyUnavailable } from "../../database/unavailable.ts";
import { failure, onlyGet, type Request, type Response, type Route } from "../../http/server.ts";
import type { Ingestion } from "../../touchpoints/index.ts";
import { linkSecret } from "./link-key.store.ts";
import { LINK_PATHS } from "./message-links.ts";
import { recordLink } from "./record-link.ts";
import { type LinkKind, type LinkOf, readLink } from "./sign-link.ts";
import { donePage, goneWrongPage, unknownLinkPage, unsubscribePage } from "./unsubscribe-page.ts";

export interface LinkRouteParts {
  readonly dataSource: DataSource;
  readonly ingestion: Ingestion;
  readonly clock: () => Date;
  /** Told of what could not be recorded. */
  readonly failed: (error: unknown, requestId: string) => void;
}

/** What the links in messages lead to, for whoever has one: no key is asked for, the link's signature is. */
export const linkRoutes = (parts: LinkRouteParts): ReadonlyMap<string, Route> =>
  new Map([
    [LINK_PATHS.open, onlyGet((request) => opened(parts, request))],
    [LINK_PATHS.click, onlyGet((request) => clicked(parts, request))],
    [LINK_PATHS.unsubscribe, (request) => unsubscribed(parts, request)],
  ]);

/** The smallest picture that browsers take: one pixel, transparent. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Whoever may have signed it, a picture is a picture: an e-mail shows nothing broken. */
async function opened(parts: LinkRouteParts, request: Request): Promise<Response> {
  const { of } = await linkIn(parts, "open", request);
  if (of !== undefined) await recordedOrTold(parts, request, "open", of);
  return {
    status: 200,
    headers: { "content-type": "image/gif", "cross-origin-resource-policy": "cross-origin" },
    body: PIXEL,
  };
}

/** The customer gets where they wanted to go, whether or not it could be recorded. */
async function clicked(parts: LinkRouteParts, request: Request): Promise<Response> {
  const { url, of } = await linkIn(parts, "click", request);
  if (of === undefined || !URL.canParse(url)) {
    return failure(404, "This link is not one of ours.", { code: "NOT_FOUND" });
  }
  await recordedOrTold(parts, request, "click", of, url);
  return { status: 302, headers: { location: new URL(url).href }, body: "" }; // a header holds no letter beyond Latin-1
}

/**
 * A POST unsubscribes, as mail programs send it at a click of their own button (RFC 8058). A GET never does, since scanners follow
 * every link of a message before anybody reads it: its page does so at once where a browser shows it.
 */
async function unsubscribed(parts: LinkRouteParts, request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "POST") {
    return failure(
      405,
      "This is read by GET, and done by POST.",
      { code: "METHOD_NOT_ALLOWED" },
      { allow: "GET, HEAD, POST" },
    );
  }
  const { of } = await linkIn(parts, "unsubscribe", request);
  if (of === undefined) return unknownLinkPage();
  if (request.method === "GET") return unsubscribePage();
  try {
    return (await recordLink(parts, "unsubscribe", of)) ? donePage() : unknownLinkPage();
  } catch (error) {
    parts.failed(error, request.id);
    return goneWrongPage(whyUnavailable(error) === undefined ? 500 : 503);
  }
}

/** Of what stands in the address, only what the signature covers: of a click where it leads, of the others nothing. */
async function linkIn(
  { dataSource }: LinkRouteParts,
  kind: LinkKind,
  { search }: Request,
): Promise<{ url: string; of: LinkOf | undefined }> {
  const query = new URLSearchParams(search);
  const url = kind === "click" ? (query.get("u") ?? "") : "";
  return { url, of: readLink(await secretOf(dataSource), kind, query.get("t") ?? "", url) };
}

const secrets = new WeakMap<DataSource, string>();

/** It never changes, and every picture in every message asks for it. */
async function secretOf(dataSource: DataSource): Promise<string> {
  const known = secrets.get(dataSource) ?? (await linkSecret(dataSource.manager));
  secrets.set(dataSource, known);
  return known;
}

async function recordedOrTold(
  parts: LinkRouteParts,
  request: Request,
  kind: LinkKind,
  of: LinkOf,
  url = "",
): Promise<void> {
  if (request.isHead) return; // a scanner looks at where the link leads
  try {
    await recordLink(parts, kind, of, url);
  } catch (error) {
    parts.failed(error, request.id);
  }
}
