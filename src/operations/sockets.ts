import {
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
} from "graphql";
import {
  CloseCode,
  type Context as Connection,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  makeServer,
  type SubscribePayload,
} from "graphql-ws";
import type { Authenticate } from "../access/index.ts";
import { whyUnavailable } from "../database/unavailable.ts";
import { limitExceeded } from "../graphql/errors.ts";
import type { Viewer } from "../graphql/roles.ts";
import { formatErrors } from "../graphql/server.ts";
import type { Notes, Request, Socket, SocketRoute } from "../http/server.ts";
import type { Events } from "./events.ts";
import { DATABASE_SILENT } from "./faults.ts";
import type { Keys } from "./keys.ts";
import { type OperationParts, posted, runOperation } from "./run-operation.ts";

/** Operations of one connection at a time. */
const MOST_OPERATIONS = 100;
const INIT_WITHIN_MS = 5_000;
const TRY_AGAIN_LATER = 1013;

export interface SocketParts extends OperationParts {
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly keys: Keys;
  /** Called when an operation has its answer, or its subscription has begun. */
  ran(notes: Notes): void;
}

/** What is known of a connection; who it is once that has been said. */
interface Known {
  readonly socket: Socket;
  readonly request: Request;
  viewer?: Viewer;
  unwatch?: () => void;
  hasClosed?: boolean;
}

type Connected = Connection<Record<string, unknown> | undefined, Known>;

/** What the library is given in place of the operation, which has been parsed, checked and begun by then. */
const BEGUN = parse("subscription { begun }");

/** /graphql over WebSockets, by the protocol graphql-transport-ws: who asks, then the way of every operation. */
export function graphqlSockets(parts: SocketParts): SocketRoute {
  const { schema } = parts;
  const server = makeServer<Record<string, unknown> | undefined, Known>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: (connection) => admit(parts, connection),
    onClose: ({ extra }) => {
      extra.hasClosed = true;
      extra.unwatch?.();
    },
    onSubscribe: async (connection, _id, payload) => {
      const begun = await begin(parts, connection, payload);
      return Array.isArray(begun) ? begun.map(toldAs) : { schema, document: BEGUN, rootValue: begun };
    },
    subscribe: ({ rootValue }) => rootValue as never, // what `begin` gave
    onNext: (_connection, _id, _payload, _args, result) => result as FormattedExecutionResult, // its errors are as they are told already
  });
  return {
    protocol: GRAPHQL_TRANSPORT_WS_PROTOCOL,
    opened: (socket, request) => server.opened(socket, { socket, request }),
  };
}

async function admit({ authenticate, clock, keys, log }: SocketParts, connection: Connected): Promise<boolean> {
  const { extra, connectionParams } = connection;
  const { socket, request } = extra;
  const said = connectionParams?.["authorization"];
  const authorization = typeof said === "string" ? said : request.headers.authorization;
  const refused = ({ message }: GraphQLError) => socket.close(CloseCode.Forbidden, message);
  try {
    const viewer = await authenticate(authorization, clock());
    if (extra.hasClosed === true) return false;
    Object.assign(extra, { viewer, unwatch: keys.watch(authorization, viewer, refused) });
    request.notes.viewer = viewer;
    return true;
  } catch (error) {
    const reason = whyUnavailable(error);
    if (error instanceof GraphQLError) refused(error);
    else if (reason === undefined) throw error;
    else {
      log.warn({ reason, requestId: request.id }, DATABASE_SILENT);
      socket.close(TRY_AGAIN_LATER, "the database does not answer at the moment");
    }
    return false;
  }
}

/** The events or the answer of an operation, or why it does not run. */
async function begin(
  parts: SocketParts,
  { extra, subscriptions }: Connected,
  payload: SubscribePayload,
): Promise<Events | FormattedExecutionResult | readonly GraphQLFormattedError[]> {
  const { viewer, request } = extra;
  if (viewer === undefined) throw new Error("nobody is let in unknown");
  const count = Object.keys(subscriptions).length;
  if (count > MOST_OPERATIONS) {
    const message = `This connection has ${MOST_OPERATIONS} operations under way; end one, or open another connection.`;
    return formatErrors([limitExceeded(message, MOST_OPERATIONS, count)]);
  }
  const notes: Notes = { viewer, errors: [] };
  const ran = await runOperation(parts, posted(payload), { viewer, requestId: request.id, notes }, { byGet: false });
  parts.ran(notes);
  if ("events" in ran) return ran.events;
  const result: FormattedExecutionResult = JSON.parse(ran.text);
  return result.data === undefined ? (result.errors ?? []) : result;
}

/** The library tells errors by their toJSON; what is told is made already. */
const toldAs = (formatted: GraphQLFormattedError): GraphQLError =>
  Object.assign(new GraphQLError(formatted.message), { toJSON: () => formatted });
