import { mayPass } from "../../database/may-pass.ts";
import { putOff } from "./message.store.ts";
import { retryAt } from "./retry.ts";
import { MOST_AT_ONCE, type SenderParts, sendSome } from "./send-some.ts";

/**
 * The same, whatever goes wrong: where a batch cannot be sent, fewer are tried, down to the one that is at fault. That one is put off, and
 * has FAILED after the ninth time; no other waits for it.
 */
export async function sendPatiently(parts: SenderParts, campaignId: string, most = MOST_AT_ONCE): Promise<number> {
  try {
    return await sendSome(parts, campaignId, most);
  } catch (error) {
    if (mayPass(error)) throw error;
    if (most > 1) return sendPatiently(parts, campaignId, Math.ceil(most / 8));
    parts.failed(campaignId, error);
    const now = parts.clock();
    await putOff(parts.dataSource.manager, campaignId, now, (attempts) => retryAt(attempts, now));
    return 1;
  }
}
