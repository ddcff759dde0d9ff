import type { IncomingMessage } from "node:http";
import { json, type Response } from "./message.ts";

const LARGEST_BODY = 16 * 1024 * 1024;

/** The whole body; or, where there is more than is taken, the answer that says so. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | Response> {
  const announced = Number(incoming.headers["content-length"] ?? 0);
  if (announced > LARGEST_BODY) return tooLarge(incoming, announced);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return tooLarge(incoming, size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What still arrives is thrown away: a sender whose connection is cut in the middle never reads why. */
function tooLarge(incoming: IncomingMessage, size: number): Response {
  incoming.resume();
  return json(413, `The body is larger than ${LARGEST_BODY / 1024 / 1024} MiB.`, {
    code: "LIMIT_EXCEEDED",
    limit: LARGEST_BODY,
    value: size,
  });
}
