import type { EntityManager } from "typeorm";
import { groupBy } from "../math/group-by.ts";
import {
  type CheckedTouchpoint,
  endsMessages,
  type FollowsTouchpoints,
  noCampaign,
  type RecordedTouchpoint,
  type TouchpointType,
} from "../touchpoints/index.ts";
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
    const unknown = await unknownIn(manager, batch, (type) => !endsMessages(type));
    return new Map(unknown.map((place) => [place, noCampaign(batch[place]?.touchpoint.campaignId)]));
  },

  async withoutCampaign(manager, batch) {
    return new Set(await unknownIn(manager, batch, endsMessages));
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

/** The places of touchpoints of some types whose campaign there is not. */
async function unknownIn(
  manager: EntityManager,
  batch: readonly { touchpoint: CheckedTouchpoint }[],
  isAsked: (type: TouchpointType) => boolean,
): Promise<number[]> {
  const named = batch.flatMap(({ touchpoint: { type, campaign } }, place) =>
    campaign !== null && isAsked(type) ? [{ place, campaign }] : [],
  );
  if (named.length === 0) return [];
  const known = await knownCampaigns(manager, [...new Set(named.map(({ campaign }) => campaign))]);
  return named.flatMap(({ place, campaign }) => (known.has(campaign) ? [] : place));
}

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
