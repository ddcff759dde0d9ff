import type { GraphQLError } from "graphql";
import { formatErrors } from "../graphql/server.ts";
import { untilReturned } from "../graphql/until-returned.ts";
import type { Request, StreamedResponse } from "../http/server.ts";
import type { Events } from "./events.ts";
import { type Asked, posted } from "./run-operation.ts";

const EVENT_STREAM = "text/event-stream";
const HEADERS = {
  "content-type": `${EVENT_STREAM}; charset=utf-8`,
  "x-accel-buffering": "no", // nginx would keep the events until it has a page of them
};

/** Whether the answer may be, or has to be, a stream of events (GraphQL over Server-Sent Events, distinct connections). */
export function takesEvents({ headers }: Request): "no" | "only" | "also" {
  const types = (headers.accept ?? "").split(",").map((type) => type.split(";")[0]?.trim().toLowerCase());
  if (!types.includes(EVENT_STREAM)) return "no";
  return types.every((type) => type === EVENT_STREAM) ? "only" : "also";
}

/** A request for events as one for an answer, which Apollo knows: its parameters are in a body then, by GET too. */
export function askedForEvents({ method, search }: Request, body: unknown): Asked {
  return posted(method === "GET" ? parametersOf(search) : body);
}

function parametersOf(search: string): object {
  const { variables, extensions, ...others } = Object.fromEntries(new URLSearchParams(search));
  return { ...others, ...parsed("variables", variables), ...parsed("extensions", extensions) };
}

/** What is no JSON is passed on as it is: Apollo says that it is no object. */
function parsed(name: string, text: string | undefined): object {
  if (text === undefined || text === "") return {};
  try {
    return { [name]: JSON.parse(text) };
  } catch {
    return { [name]: text };
  }
}

/** Calls back when the key holds no more, until the function that it gives is called. */
type KeyWatch = (refused: (error: GraphQLError) => void) => () => void;

/** The events as a stream. One whose key holds no more is told so; one that the server ends, being stopped, is not completed. */
export function eventStream(events: Events, watch: KeyWatch): StreamedResponse {
  let isCut = false;
  let refusal: GraphQLError | undefined;
  const unwatch = watch((error) => {
    refusal = error;
    void events.return();
  });
  async function* pieces(): AsyncGenerator<string, void> {
    try {
      for await (const event of events) yield next(JSON.stringify(event));
      if (isCut) return; // who is not told of an end connects again
      if (refusal !== undefined) yield next(JSON.stringify({ errors: formatErrors([refusal]) }));
      yield COMPLETE;
    } finally {
      unwatch();
    }
  }
  const end = () => {
    isCut = true;
    unwatch();
    void events.return();
  };
  return { status: 200, headers: HEADERS, pieces: untilReturned(pieces(), end), idle: ":\n\n" };
}

/** An answer that is there already as a stream of one event. */
export function oneEvent(text: string): StreamedResponse {
  async function* pieces(): AsyncGenerator<string, void> {
    yield next(text);
    yield COMPLETE;
  }
  return { status: 200, headers: HEADERS, pieces: untilReturned(pieces(), () => {}), idle: ":\n\n" };
}

/** In JSON a line break is white space, and in a stream the end of a line of data. */
const next = (json: string): string => `event: next\ndata: ${json.trimEnd().replaceAll("\n", " ")}\n\n`;
const COMPLETE = "event: complete\ndata:\n\n";
