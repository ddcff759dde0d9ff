import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import type { Response } from "./message.ts";

export interface Encoded {
  /** Text goes out in one piece with the head. */
  readonly body: Buffer | string;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether another accept-encoding could have had another answer. */
  readonly varies: boolean;
}

export type Encoding = "br" | "gzip";

const WORTH_IT = 1024;
const COMPRESSIBLE = /^(text\/|image\/svg\+xml|application\/(json|javascript|wasm|[\w.-]+\+json))/;

// Answers are made once and read once, so speed goes before size.
const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body) => promisify(gzip)(body, { level: 5 }),
};

/** The body as it is sent: compressed where that is worth it, the sender takes it, and the route has not done so. */
export async function encode({ headers, body }: Response, accepted: string | undefined): Promise<Encoded> {
  const bytes = Buffer.byteLength(body);
  const varies = COMPRESSIBLE.test(headers["content-type"] ?? "");
  const encoding = preferred(accepted, ["br", "gzip"]);
  if (!varies || bytes < WORTH_IT || encoding === undefined || headers["content-encoding"] !== undefined) {
    return { body, bytes, headers: {}, varies };
  }
  const compressed = await compress[encoding](typeof body === "string" ? Buffer.from(body) : body);
  return { body: compressed, bytes: compressed.length, headers: { "content-encoding": encoding }, varies };
}

/** The one of these that the sender of an accept-encoding likes best; undefined where it takes none of them. */
export function preferred(accepted: string | undefined, offered: readonly Encoding[]): Encoding | undefined {
  const weights = new Map<string, number>();
  for (const part of (accepted ?? "").toLowerCase().split(",")) {
    const [name = "", weight = "1"] = part.trim().split(/\s*;\s*q=/);
    weights.set(name, Number(weight));
  }
  const weight = (encoding: Encoding): number => weights.get(encoding) ?? weights.get("*") ?? 0;
  const taken = offered.filter((encoding) => weight(encoding) > 0);
  return taken.sort((left, right) => weight(right) - weight(left))[0];
}
