import { timingSafeEqual } from "node:crypto";
import type { DataSource } from "typeorm";
import { unauthenticated } from "../graphql/errors.ts";
import type { Viewer } from "../graphql/roles.ts";
import { hashSecret, useApiKey } from "./api-key.store.ts";

/** How long a key's standing is remembered: a revoked key is refused this much later at most. */
const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 10_000;

export type Authenticate = (authorization: string | undefined, now: Date) => Promise<Viewer>;

/** A key that is kept nowhere: it holds as long as the process does. */
export interface ProcessKey {
  readonly secret: string;
  readonly viewer: Viewer;
}

/** Tells who sends a request, from its Authorization header; throws UNAUTHENTICATED. */
export function authenticator(dataSource: DataSource, own: readonly ProcessKey[]): Authenticate {
  const remembered = new Map<string, { viewer: Viewer; until: number }>();
  return async (authorization, now) => {
    const secret = secretOf(authorization);
    const ours = own.find((each) => isSame(secret, each.secret));
    if (ours !== undefined) return ours.viewer;
    const key = hashSecret(secret);
    const known = remembered.get(key);
    if (known !== undefined && known.until > now.getTime()) return known.viewer;
    const viewer = await useApiKey(dataSource.manager, secret, now);
    remembered.delete(key);
    if (viewer === undefined) throw unauthenticated("This key is unknown, revoked or past its time.");
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, { viewer, until: now.getTime() + REMEMBERED_MS });
    return viewer;
  };
}

function secretOf(authorization: string | undefined): string {
  const [, secret] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (secret === undefined) throw unauthenticated("Send an API key: Authorization: Bearer <key>.");
  return secret;
}

// Hashes have one length, and comparing them tells nothing of how much of a key was right.
function isSame(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(left)), Buffer.from(hashSecret(right)));
}
