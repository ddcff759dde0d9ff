import { mayPass } from "../../database/may-pass.ts";
import type { JobContext, JobTask } from "../../jobs/index.ts";
import type { Ingestion } from "../../touchpoints/index.ts";
import { readCampaignsIn } from "../campaign.store.ts";
import { SEND_MESSAGES } from "../campaign.ts";
import { completeIfDone } from "../complete-campaign.ts";
import { giveUpInFlight } from "./message.store.ts";
import { sendPatiently } from "./send-patiently.ts";
import type { SenderParts } from "./send-some.ts";
import { tellTouchpoints } from "./tell-touchpoints.ts";
import { campaignsToTell } from "./told.store.ts";

/** The parts that can be had only when the job runs. */
export type SenderAtWork = SenderParts & { readonly ingestion: Ingestion };

/** Sends what is due of every running campaign, a batch of each in turn, until nothing is. */
export const sendMessages = (partsOf: () => Promise<SenderAtWork>): JobTask => ({
  kind: SEND_MESSAGES,
  about: "Sends the messages of campaigns that are due.",
  beside: true,
  run: async (context) => {
    const parts = await partsOf();
    await giveUpInFlight(parts.dataSource.manager); // one such job runs at a time: whoever sent them is gone
    let decided = 0;
    for (let round = await oneRound(parts, context); round.decided + round.told > 0; ) {
      decided += round.decided;
      context.progress(0, `${decided} messages decided on`);
      round = await oneRound(parts, context);
    }
    return `${decided} messages decided on`;
  },
});

interface Round {
  readonly decided: number;
  readonly told: number;
}

/** A batch of each campaign: a large one keeps no other waiting. */
async function oneRound(parts: SenderAtWork, { signal, clock }: JobContext): Promise<Round> {
  const { manager } = parts.dataSource;
  let [decided, told] = [0, 0];
  for (const { id } of await readCampaignsIn(manager, ["RUNNING"])) {
    signal.throwIfAborted();
    decided += await sendPatiently(parts, id);
    await alone(parts, id, () => completeIfDone(parts.dataSource, id, clock()));
  }
  for (const id of await campaignsToTell(manager)) {
    signal.throwIfAborted();
    told += (await alone(parts, id, () => tellTouchpoints(manager, parts, id, clock()))) ?? 0;
  }
  return { decided, told };
}

/** What goes wrong with one campaign keeps no other waiting; undefined where it did. */
async function alone<Result>(
  { failed }: SenderAtWork,
  campaignId: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (mayPass(error)) throw error;
    failed(campaignId, error);
    return undefined;
  }
}
