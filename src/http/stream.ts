import type { ServerResponse } from "node:http";
import type { StreamedResponse } from "./message.ts";

/** Proxies end what has been silent for a minute, some for half of one. */
const IDLE_MS = 15_000;
/** Who has read nothing for so long has gone, or will never keep up. */
const LONGEST_UNREAD_MS = 30_000;

/**
 * Sends the pieces as they come, and asks for the next one when the last one has left: nothing piles up for a reader who
 * is slow.
 */
export async function sendStream(
  outgoing: ServerResponse,
  { pieces, idle }: StreamedResponse,
  sends: (bytes: number) => void,
): Promise<void> {
  const write = (text: string): boolean => {
    sends(Buffer.byteLength(text));
    return outgoing.write(text);
  };
  const beat = setInterval(() => {
    if (!outgoing.writableNeedDrain) write(idle);
  }, IDLE_MS);
  outgoing.once("close", () => void pieces.return());
  try {
    let room = write(idle); // some browsers take a stream for open only when something has come
    for await (const piece of pieces) {
      if (!room) await drained(outgoing);
      room = write(piece);
    }
    outgoing.end();
  } finally {
    clearInterval(beat);
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed || !outgoing.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => outgoing.destroy(), LONGEST_UNREAD_MS);
    const done = () => {
      clearTimeout(late);
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.once("drain", done).once("close", done);
  });
}
