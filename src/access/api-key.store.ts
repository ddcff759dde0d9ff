import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { uuidAt } from "../graphql/ids.ts";
import { isRole, type Role, type Viewer } from "../graphql/roles.ts";
import { ApiKey } from "./api-key.entity.ts";

const SECRET_BYTES = 32;
const SHOWN_PREFIX = 12;

/** Of a random secret of 256 bits a plain hash is enough: there is nothing to guess, and each request needs it fast. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

export const newSecret = (): string => `trb_${randomBytes(SECRET_BYTES).toString("base64url")}`;

/** Makes a key and gives its secret, which is kept nowhere. */
export async function createApiKey(manager: EntityManager, name: string, role: Role, now: Date): Promise<string> {
  const secret = newSecret();
  const row = {
    id: uuidAt(now, randomUUID()),
    name,
    prefix: secret.slice(0, SHOWN_PREFIX),
    secretHash: hashSecret(secret),
    role,
    createdAt: now,
  };
  await insertRows(manager, ApiKey, [row], { key: ["id"], conflict: "fails" });
  return secret;
}

/** Who the key speaks for, or undefined where it is unknown, revoked or past its time; notes that it was used. */
export async function useApiKey(manager: EntityManager, secret: string, now: Date): Promise<Viewer | undefined> {
  const [row] = await run<{ name: string; role: string }>(
    manager,
    sql`update api_key set last_used_at = ${now}::timestamptz where secret_hash = ${hashSecret(secret)}
          and revoked_at is null and (expires_at is null or expires_at > ${now}::timestamptz)
        returning name, role`,
  );
  return row !== undefined && isRole(row.role) ? { name: row.name, role: row.role } : undefined;
}

export async function hasAdminKey(manager: EntityManager): Promise<boolean> {
  const rows = await run(manager, sql`select 1 from api_key k where k.role = 'ADMIN' and k.revoked_at is null limit 1`);
  return rows.length > 0;
}
