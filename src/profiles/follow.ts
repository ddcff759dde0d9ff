import type { EntityManager } from "typeorm";
import type { FollowsCustomer } from "../customers/index.ts";
import { groupBy } from "../math/group-by.ts";
import { type FollowsTouchpoints, isOfOrder, type RecordedTouchpoint } from "../touchpoints/index.ts";
import { interestsOf } from "./interests.ts";
import type { CustomerChannel, CustomerInterest } from "./profile.entity.ts";
import { addChannels, addInterests, createProfiles, foldTotals } from "./profile.store.ts";

/** Every customer has a profile from the first moment, so that lists ordered by it miss nobody. */
export const profilesFollowCustomers: FollowsCustomer = { created: createProfiles };

/** Keeps profiles true as touchpoints come; `ordersChanged` is told when the RFM cut points may have moved. */
export function profilesFollowTouchpoints(ordersChanged: () => void): FollowsTouchpoints {
  return {
    recorded,
    committed: (batch) => {
      if (batch.some(({ type }) => isOfOrder(type))) ordersChanged();
    },
  };
}

async function recorded(manager: EntityManager, batch: readonly RecordedTouchpoint[]): Promise<void> {
  const buyers = batch.filter(({ type }) => isOfOrder(type)).map(({ customerId }) => customerId);
  if (buyers.length > 0) await foldTotals(manager, [...new Set(buyers)]);
  await addChannels(manager, channelRows(batch));
  await addInterests(manager, interestRows(batch));
}

function channelRows(batch: readonly RecordedTouchpoint[]): CustomerChannel[] {
  const groups = groupBy(batch, ({ customerId, channel }) => `${customerId} ${channel}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ customerId: first.customerId, channel: first.channel, touchpoints: group.length }];
  });
}

function interestRows(batch: readonly RecordedTouchpoint[]): CustomerInterest[] {
  const sums = new Map<string, CustomerInterest>();
  for (const touchpoint of batch) {
    for (const { kind, tag, weight } of interestsOf(touchpoint)) {
      const key = `${touchpoint.customerId} ${kind} ${tag}`; // only a tag can have spaces
      const sum = sums.get(key)?.weight ?? 0;
      sums.set(key, { customerId: touchpoint.customerId, kind, tag, weight: sum + weight });
    }
  }
  return [...sums.values()];
}
