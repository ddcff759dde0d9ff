import { Socket } from "node:net";
import type { Client } from "pg";
import type { EntityManager } from "typeorm";

/** The system's own questions whether the other side is there have been given up by then. */
const LONGEST_PATIENCE_MS = 15 * 60_000;

/**
 * A network that drops packets tells nobody, and an answer that was lost there is waited for without end. The connection
 * is broken, so that its statement fails and the pool makes another one.
 */
export function breakWhenSilent({ connection }: Client, longestSilenceMs: number): void {
  const { stream } = connection;
  if (!(stream instanceof Socket)) return;
  let answered = stream.bytesWritten;
  connection.prependListener("readyForQuery", () => {
    answered = stream.bytesWritten; // before the client sends what it has kept for then
  });
  stream.on("timeout", () => {
    const isAsked = stream.bytesWritten > answered;
    if (isAsked)
      stream.destroy(Object.assign(new Error("the database was silent for too long"), { code: "ETIMEDOUT" }));
    else listen(stream, stream.timeout); // nobody asks: it may be resting, or held by somebody who is at other work
  });
  listen(stream, longestSilenceMs);
}

/** Does work whose statements may take long: until it is done the connection of its transaction is not broken for being silent. */
export async function whilePatient<Result>(
  { queryRunner }: EntityManager,
  work: () => Promise<Result>,
): Promise<Result> {
  const { stream } = ((await queryRunner?.connect()) as Client | undefined)?.connection ?? {};
  const before = stream instanceof Socket ? (stream.timeout ?? 0) : 0;
  if (!(stream instanceof Socket) || before === 0) return work();
  listen(stream, LONGEST_PATIENCE_MS);
  try {
    return await work();
  } finally {
    listen(stream, before);
  }
}

/** One that has been broken would be listened to for ever. */
function listen(stream: Socket, longestMs = 0): void {
  if (!stream.destroyed) stream.setTimeout(longestMs);
}
