import type { IncomingMessage } from "node:http";

/** Thrown where a body ends in the middle: its sender has gone away. */
export class BrokenBody extends Error {}

/** A body piece by piece, never whole. What is asked for no more is thrown away, so that its sender reads the answer. */
export async function* piecesOf(incoming: IncomingMessage): AsyncGenerator<Buffer, void> {
  try {
    for await (const piece of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield piece;
  } catch (error) {
    throw incoming.complete ? error : new BrokenBody("the body has not come as a whole", { cause: error });
  } finally {
    incoming.resume();
  }
}
