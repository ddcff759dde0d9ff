import { Socket } from "node:net";
import type { Client } from "pg";
import type { EntityManager } from "typeorm";

/** The system's own questions whether the other side is there have been given up by then. */
const LONGEST_PATIENCE_MS = 15 * 60_000;
/** So much earlier the database ends a statement itself: else it would go on with what nobody waits for any more. */
const EARLIER_MS = 3_000;

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
    else stream.setTimeout(stream.timeout ?? 0); // nobody asks: it may be resting, or held by somebody who is at other work
  });
  stream.setTimeout(longestSilenceMs);
}

/**
 * Does work whose statements may take long: until it is done the connection of its transaction is not broken for being silent. The
 * work is told how many milliseconds a statement may take, 0 for as long as it likes.
 */
export async function whilePatient<Result>(
  { queryRunner }: EntityManager,
  work: (longestMs: number) => Promise<Result>,
): Promise<Result> {
  const { stream } = ((await queryRunner?.connect()) as Client | undefined)?.connection ?? {};
  const before = stream instanceof Socket ? (stream.timeout ?? 0) : 0;
  if (!(stream instanceof Socket) || before === 0) return work(0);
  stream.setTimeout(LONGEST_PATIENCE_MS);
  try {
    return await work(LONGEST_PATIENCE_MS - EARLIER_MS);
  } finally {
    stream.setTimeout(before);
  }
}
