import type { DataSource } from "typeorm";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { readCampaign, writeStatus } from "./campaign.store.ts";
import { turnOf } from "./campaign.ts";
import { outstanding } from "./messages/message.store.ts";

/** Completes a running campaign whose every message has been decided. */
export async function completeIfDone(dataSource: DataSource, id: string, now: Date): Promise<void> {
  if ((await outstanding(dataSource.manager, id, now)).open) return;
  await inTransaction(dataSource, async (manager) => {
    await takeTurn(manager, turnOf(id));
    const campaign = await readCampaign(manager, id);
    if (campaign?.status !== "RUNNING" || (await outstanding(manager, id, now)).open) return;
    await writeStatus(manager, id, "COMPLETED", now);
  });
}
