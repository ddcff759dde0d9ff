import type { IncomingMessage } from "node:http";
import { failure, type Response } from "./message.ts";

const MIB = 1024 * 1024;
const LARGEST_BODY = 16 * MIB;
const ALL_BODIES = 128 * MIB;

export interface Body {
  /** The whole of it; or, where it does not come whole or there is more than is taken, the answer that says so. */
  read(): Promise<Buffer | Response>;
  /** It is needed no more. */
  letGo(): void;
}

/** The bodies of all requests that are under way, which share a bounded part of the memory. */
export class Bodies {
  #held = 0;

  of(incoming: IncomingMessage): Body {
    let size = 0;
    const take = (bytes: number): Response | undefined => {
      if (size + bytes > LARGEST_BODY) return tooLarge(size + bytes);
      if (this.#held + bytes > ALL_BODIES) return tooMuch();
      size += bytes;
      this.#held += bytes;
      return undefined;
    };
    const letGo = () => {
      this.#held -= size;
      size = 0;
    };
    return { read: () => read(incoming, take), letGo };
  }
}

async function read(
  incoming: IncomingMessage,
  take: (bytes: number) => Response | undefined,
): Promise<Buffer | Response> {
  const announced = Number(incoming.headers["content-length"] ?? 0);
  if (announced > LARGEST_BODY) return discarding(incoming, tooLarge(announced));
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      const refusal = take(chunk.length);
      if (refusal !== undefined) return discarding(incoming, refusal);
      chunks.push(chunk);
    }
  } catch (error) {
    if (incoming.complete) throw error;
    return failure(400, "The body has not come as a whole.", { code: "BAD_REQUEST" }); // its sender has gone away
  }
  return Buffer.concat(chunks);
}

/** What still arrives is thrown away: a sender whose connection is cut in the middle never reads why. */
function discarding(incoming: IncomingMessage, response: Response): Response {
  incoming.resume();
  return response;
}

const tooLarge = (size: number): Response =>
  failure(413, `The body is larger than ${LARGEST_BODY / MIB} MiB.`, {
    code: "LIMIT_EXCEEDED",
    limit: LARGEST_BODY,
    value: size,
  });

const tooMuch = (): Response =>
  failure(
    503,
    "Too much is being sent to this server at once; try again.",
    { code: "OVERLOADED" },
    { "retry-after": "1" },
  );
