import { randomBytes } from "node:crypto";
import type { EntityManager } from "typeorm";
import { insertRows } from "../../database/insert-rows.ts";
import { run } from "../../database/run.ts";
import { sql } from "../../database/sql.ts";
import { LinkKey } from "../campaign.entity.ts";

/** What links are signed with: made once, and the same for every process and after every restart. */
export async function linkSecret(manager: EntityManager): Promise<string> {
  const known = await readSecret(manager);
  if (known !== undefined) return known;
  const fresh = { id: 1, secret: randomBytes(32).toString("hex") };
  await insertRows(manager, LinkKey, [fresh], { key: ["id"], conflict: "nothing" });
  return (await readSecret(manager)) ?? fresh.secret;
}

async function readSecret(manager: EntityManager): Promise<string | undefined> {
  const [row] = await run<{ secret: string }>(manager, sql`select k.secret from link_key k`);
  return row?.secret;
}
