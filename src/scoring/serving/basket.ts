import type { Basket } from "../recommendations/history.ts";
import { type CustomerNeed, type NeededTouch, THIS_MOMENT } from "./customer-need.ts";
import type { LoadedModel } from "./loaded-models.ts";

/**
 * A customer as a model knows them: its own places for products and channels; what it has never met is left out. The moment is that
 * of the newest touch that anybody knows of, so that the same touches give the same answer whenever it is asked for.
 */
export function basketFor({ placeOf, channels, now }: LoadedModel, { id, facts, touches }: CustomerNeed): Basket {
  const known = touches.flatMap((touch): [place: number, touch: NeededTouch][] => {
    const place = placeOf.get(touch[0]);
    return place === undefined ? [] : [[place, touch]];
  });
  const newest = touches.findLast(([, , at]) => at !== THIS_MOMENT)?.[2] ?? now;
  const moment = Math.max(now, newest);
  return {
    facts: { id, ...facts },
    product: Int32Array.from(known, ([place]) => place),
    signal: Uint8Array.from(known, ([, touch]) => touch[1]),
    at: Float64Array.from(known, ([, touch]) => Math.min(moment, touch[2])),
    price: Float64Array.from(known, ([, touch]) => touch[3] ?? Number.NaN),
    channel: Uint8Array.from(known, ([, touch]) => Math.max(0, channels.indexOf(touch[4]))),
    now: moment,
  };
}
