import type { EntityManager } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { fromId } from "../graphql/ids.ts";
import { type Refused, refused } from "../graphql/refusals.ts";
import { readCampaign, type StoredCampaign } from "./campaign.store.ts";
import { turnOf } from "./campaign.ts";

/** A campaign by its id, which nobody else moves, changes or sends for until the transaction ends; or that there is none. */
export async function heldCampaign(manager: EntityManager, id: string): Promise<StoredCampaign | Refused> {
  const uuid = fromId("cmp", id);
  if (uuid !== undefined) await takeTurn(manager, turnOf(uuid));
  const campaign = uuid === undefined ? undefined : await readCampaign(manager, uuid);
  return campaign ?? refused("NOT_FOUND", `there is no campaign ${id}`, "id");
}
