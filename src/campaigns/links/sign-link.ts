import { createHmac, timingSafeEqual } from "node:crypto";
import { hashUuid } from "../../graphql/ids.ts";

/** What a link in a message is for. */
export type LinkKind = "open" | "click" | "unsubscribe";

/** One customer's message of one campaign, by their UUIDs. */
export interface LinkOf {
  readonly campaignId: string;
  readonly customerId: string;
}

const UUID_BYTES = 16;
/** Of the 256 bits of the signature: nobody guesses 128. */
const SIGNATURE_BYTES = 16;

/**
 * Names a message to whoever holds the link, and nobody can make one up: both UUIDs and the first half of their HMAC-SHA256, with the
 * link's kind and, of a click, where it leads, so that no link can be turned into another.
 */
export function signLink(secret: string, kind: LinkKind, { campaignId, customerId }: LinkOf, url = ""): string {
  const ids = Buffer.concat([bytesOf(campaignId), bytesOf(customerId)]);
  return Buffer.concat([ids, signature(secret, kind, ids, url)]).toString("base64url");
}

/** Whose message a link names; undefined where nobody here has signed it. */
export function readLink(secret: string, kind: LinkKind, token: string, url = ""): LinkOf | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== 2 * UUID_BYTES + SIGNATURE_BYTES) return undefined;
  const ids = bytes.subarray(0, 2 * UUID_BYTES);
  if (!timingSafeEqual(bytes.subarray(2 * UUID_BYTES), signature(secret, kind, ids, url))) return undefined;
  return { campaignId: uuidOf(ids.subarray(0, UUID_BYTES)), customerId: uuidOf(ids.subarray(UUID_BYTES)) };
}

function signature(secret: string, kind: LinkKind, ids: Buffer, url: string): Buffer {
  const mac = createHmac("sha256", secret).update(`${kind}\n`).update(ids).update(url);
  return mac.digest().subarray(0, SIGNATURE_BYTES);
}

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");

function uuidOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What happens again by the same link has the same message id, so that it is counted once. */
export const linkMessageId = (kind: LinkKind, { campaignId, customerId }: LinkOf, url = ""): string =>
  `${kind} ${hashUuid(JSON.stringify([campaignId, customerId, url]))}`;
