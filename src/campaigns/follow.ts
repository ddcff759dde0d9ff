import type { EntityManager } from "typeorm";
import { groupBy } from "../math/group-by.ts";
import { type FollowsTouchpoints, noCampaign, type RecordedTouchpoint } from "../touchpoints/index.ts";
import { noteHappened, readAddresses } from "./assignment.store.ts";
import { knownCampaigns } from "./campaign.store.ts";
import { REACHED_BY } from "./campaign.ts";
import { noteBounced } from "./messages/message.store.ts";

/** What may happen to a message after it has left, and where its row says so. */
const HAPPENS = {
  MESSAGE_DELIVERED: "delivered_at",
  MESSAGE_OPENED: "opened_at",
  MESSAGE_CLICKED: "clicked_at",
  MESSAGE_BOUNCED: "bounced_at",
} as const;

type Happening = keyof typeof HAPPENS;

const isHappening = (type: string): type is Happening => Object.hasOwn(HAPPENS, type);

/** Holds touchpoints to campaigns that there are, and follows what becomes of messages, whoever tells of it. */
export const campaignsFollowTouchpoints: FollowsTouchpoints = {
  async refuse(manager, batch) {
    const named = new Set(batch.flatMap(({ touchpoint: { campaign } }) => campaign ?? []));
    if (named.size === 0) return new Map();
    const known = await knownCampaigns(manager, [...named]);
    const unknown = batch.flatMap(({ touchpoint: { campaign, campaignId } }, place): [number, string][] =>
      campaign === null || known.has(campaign) ? [] : [[place, noCampaign(campaignId)]],
    );
    return new Map(unknown);
  },

  async recorded(manager, batch) {
    const happened = batch.filter((each) => each.campaign !== null && isHappening(each.type) && !isPassing(each));
    for (const [type, touchpoints] of groupBy(happened, (each) => each.type)) {
      if (!isHappening(type)) continue;
      await noteHappened(manager, HAPPENS[type], touchpoints.map(momentOf));
    }
    await noteBounces(manager, batch.filter(isBounce));
  },
};

const momentOf = ({ customerId, campaign, occurredAt }: RecordedTouchpoint) => ({
  customerId,
  campaignId: campaign ?? "",
  at: occurredAt,
});

/** A mailbox that is full today is there tomorrow: its sender says so by `permanent: false`. */
const isPassing = ({ properties }: RecordedTouchpoint): boolean => properties?.["permanent"] === false;

const isBounce = (touchpoint: RecordedTouchpoint): boolean =>
  touchpoint.type === "MESSAGE_BOUNCED" && !isPassing(touchpoint);

/** The address is the one that the message was sent to; of a message that was not sent from here, the one that is named. */
async function noteBounces(manager: EntityManager, bounces: readonly RecordedTouchpoint[]): Promise<void> {
  const [first] = bounces;
  if (first === undefined) return;
  const sentTo = await readAddresses(manager, bounces.map(momentOf));
  const bounced = bounces.flatMap((bounce) => {
    const { customerId, channel, campaign, identities } = bounce;
    const named = identities.find(({ kind }) => kind === REACHED_BY[channel])?.value;
    const address = sentTo.get(`${customerId} ${campaign}`) ?? named;
    return address === undefined ? [] : [{ customerId, channel, address }];
  });
  await noteBounced(manager, bounced, first.receivedAt);
}
