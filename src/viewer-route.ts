import { GraphQLError } from "graphql";
import type { Logger } from "pino";
import type { Authenticate } from "./access/index.ts";
import { whyUnavailable } from "./database/unavailable.ts";
import { DATABASE_UNAVAILABLE } from "./graphql/errors.ts";
import type { Viewer } from "./graphql/roles.ts";
import { failure, fault, type Request, type Response, type Route, type StreamedResponse } from "./http/server.ts";
import { DATABASE_SILENT } from "./operations/faults.ts";

export interface ViewerRouteParts {
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly clock: () => Date;
}

/** A route that is answered to whoever has a key; what fails is logged, and told without its cause. */
export function viewerRoute(
  parts: ViewerRouteParts,
  answer: (request: Request, viewer: Viewer) => Promise<Response | StreamedResponse>,
): Route {
  return async (request) => {
    try {
      const viewer = await viewerOf(parts, request);
      if ("status" in viewer) return viewer;
      request.notes.viewer = viewer;
      return await answer(request, viewer);
    } catch (error) {
      const reason = whyUnavailable(error);
      if (reason !== undefined) {
        parts.log.warn({ reason, requestId: request.id }, DATABASE_SILENT);
        const { message, code } = DATABASE_UNAVAILABLE;
        return failure(503, message, { code }, { "retry-after": "1" });
      }
      parts.log.error({ err: error, requestId: request.id }, "a request failed");
      return fault(request.id);
    }
  };
}

async function viewerOf({ authenticate, clock }: ViewerRouteParts, request: Request): Promise<Viewer | Response> {
  try {
    return await authenticate(request.headers.authorization, clock());
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return failure(401, error.message, { code: String(error.extensions["code"]) }, { "www-authenticate": "Bearer" });
  }
}
