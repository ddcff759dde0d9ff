import { isLocal } from "../http/is-local.ts";
import type { Request, Route } from "../http/server.ts";
import { ASSETS_PATH, Assets } from "./assets.ts";
import { EXAMPLES } from "./examples.ts";
import { playgroundPage, unbuiltPage } from "./page.ts";

export { builtPlayground } from "./assets.ts";

export interface PlaygroundParts {
  /** Where the browser's part is built. */
  readonly folder: URL | undefined;
  /** A key that visitors at this machine find filled in. */
  readonly key: string | undefined;
}

/** The API's routes with the playground: a browser that opens the API's address gets it, programs get the API. */
export function withPlayground({ folder, key }: PlaygroundParts, api: Route): [path: string, route: Route][] {
  const assets = new Assets(folder);
  const front: Route = async (request) => {
    if (!isOpenedByBrowser(request)) return api(request);
    const path = await assets.path();
    if (path === null) return unbuiltPage();
    return playgroundPage(path, { key: (mayHaveKey(request) && key) || null, examples: EXAMPLES });
  };
  return [
    ["/graphql", front],
    [ASSETS_PATH, assets.route],
  ];
}

function isOpenedByBrowser({ method, headers, search }: Request): boolean {
  const wantsHtml = /\btext\/html\b/.test(headers.accept ?? "");
  return method === "GET" && wantsHtml && !new URLSearchParams(search).has("query");
}

/** A page of an origin that may call us could read what it fetches; a browser that opens a page names no origin. */
const mayHaveKey = (request: Request): boolean => isLocal(request) && request.headers.origin === undefined;
