import { GraphQLError, type OperationTypeNode } from "graphql";
import type { Subscription } from "./events.ts";

/** What an operation has that came in a way in which events can go back. */
export interface Subscribing {
  /** Whether it came by GET, which changes nothing. */
  readonly byGet: boolean;
  /** Put here where the operation is a subscription that may begin. */
  subscription?: Subscription;
}

const HOW =
  "The events of a subscription come one by one: send it with `accept: text/event-stream`, or over a WebSocket (graphql-transport-ws) at this address.";

/** Throws where an operation of this kind cannot be answered the way in which it came. */
export function checkWay(kind: OperationTypeNode | `${OperationTypeNode}`, subscribing: Subscribing | undefined): void {
  if (kind === "subscription" && subscribing === undefined) {
    throw new GraphQLError(HOW, { extensions: { code: "BAD_REQUEST", http: { status: 400 } } });
  }
  if (kind === "mutation" && subscribing?.byGet === true) {
    const extensions = { code: "METHOD_NOT_ALLOWED", http: { status: 405 } };
    throw new GraphQLError("A mutation goes by POST.", { extensions });
  }
}
