import type { DataSource } from "typeorm";
import { textFault } from "../database/text.ts";
import { MANAGERS, type Viewer } from "../graphql/roles.ts";
import { untilReturned } from "../graphql/until-returned.ts";
import { BrokenBody, failure, onlyGet, type Request, type Response, type StreamedResponse } from "../http/server.ts";
import { memberLines } from "./export-members.ts";
import { importMembers, UnreadableMembers } from "./import-members.ts";
import { readSegmentByKey, type StoredSegment } from "./segment.store.ts";

/** A route that knows who asks. */
export type ViewerRoute = (request: Request, viewer: Viewer) => Promise<Response | StreamedResponse>;

interface RouteParts {
  readonly dataSource: DataSource;
  readonly clock: () => Date;
}

/** Members as a file: out for whoever opens it in a spreadsheet, in for a STATIC segment. */
export const segmentRoutes = (parts: RouteParts): ReadonlyMap<string, ViewerRoute> =>
  new Map([
    ["/export/segment.csv", (request, viewer) => onlyGet((asked) => exportMembers(parts, asked, viewer))(request)],
    ["/import/segment.csv", (request, viewer) => takeMembers(parts, request, viewer)],
  ]);

async function exportMembers(
  { dataSource }: RouteParts,
  request: Request,
  viewer: Viewer,
): Promise<Response | StreamedResponse> {
  const segment = await segmentOf(dataSource, request, viewer);
  if ("body" in segment) return segment;
  const lines = memberLines(dataSource.manager, segment.id);
  return {
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${segment.key}.csv"`,
    },
    pieces: untilReturned(lines, () => {}),
    idle: "",
  };
}

async function takeMembers({ dataSource, clock }: RouteParts, request: Request, viewer: Viewer): Promise<Response> {
  if (request.method !== "POST") {
    return failure(405, "Members are sent by POST.", { code: "METHOD_NOT_ALLOWED" }, { allow: "POST" });
  }
  const segment = await segmentOf(dataSource, request, viewer);
  if ("body" in segment) return segment;
  if (segment.kind !== "STATIC" || segment.status !== "ACTIVE") {
    const what = segment.kind === "STATIC" ? segment.status : segment.kind;
    return failure(409, `The segment ${segment.key} is ${what}: only an ACTIVE STATIC one has a list.`, {
      code: "CONFLICT",
    });
  }
  try {
    const imported = await importMembers(dataSource, segment.id, request.pieces(), clock);
    return {
      status: 200,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ segment: segment.key, ...imported }),
    };
  } catch (error) {
    if (error instanceof BrokenBody) return failure(400, "The body has not come as a whole.", { code: "BAD_REQUEST" });
    if (!(error instanceof UnreadableMembers)) throw error;
    return failure(400, `Nothing was imported: ${error.message}.`, { code: "BAD_USER_INPUT" });
  }
}

/** The segment that `?key=` names; or the answer that refuses the request. */
async function segmentOf(
  dataSource: DataSource,
  { search }: Request,
  { role }: Viewer,
): Promise<StoredSegment | Response> {
  if (!MANAGERS.includes(role)) {
    return failure(403, `Members as a file are not for the role ${role}; they are for ${MANAGERS.join(", ")}.`, {
      code: "FORBIDDEN",
    });
  }
  const key = new URLSearchParams(search).get("key") ?? "";
  if (key === "") return failure(400, "Say which segment: ?key=big-spenders.", { code: "BAD_USER_INPUT" });
  const segment = textFault(key) === undefined ? await readSegmentByKey(dataSource.manager, key) : undefined;
  return segment ?? failure(404, `There is no segment ${key}.`, { code: "NOT_FOUND" });
}
