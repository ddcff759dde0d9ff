import type { DataSource } from "typeorm";
import { campaignsFollowTouchpoints } from "./campaigns/index.ts";
import { consentsFollowTouchpoints } from "./consents/index.ts";
import { ordersFollowTouchpoints } from "./orders/index.ts";
import type { FollowsProducts } from "./products/index.ts";
import { profilesFollowCustomers, profilesFollowTouchpoints } from "./profiles/index.ts";
import { segmentsFollowCustomers, segmentsFollowProducts, segmentsFollowTouchpoints } from "./segments/index.ts";
import type { ShopSettings } from "./shop/index.ts";
import type { Ingestion } from "./touchpoints/index.ts";

/** What follows the catalogue, in order. */
export const FOLLOWS_PRODUCTS: readonly FollowsProducts[] = [segmentsFollowProducts];

/** The ingestion core with all that follows it, in order: the same for the server and for commands. */
export function makeIngestion(
  dataSource: DataSource,
  { timeZone, assumedConsents }: Pick<ShopSettings, "timeZone" | "assumedConsents">,
  ordersChanged: () => void,
  told?: Ingestion["told"],
): Ingestion {
  return {
    dataSource,
    timeZone,
    followsCustomer: [profilesFollowCustomers, segmentsFollowCustomers],
    followsTouchpoints: [
      consentsFollowTouchpoints(assumedConsents),
      ordersFollowTouchpoints,
      profilesFollowTouchpoints(ordersChanged),
      segmentsFollowTouchpoints,
      campaignsFollowTouchpoints,
    ],
    ...(told === undefined ? {} : { told }),
  };
}
