import type { DataSource } from "typeorm";
import { ordersFollowTouchpoints } from "./orders/index.ts";
import { profilesFollowCustomers, profilesFollowTouchpoints } from "./profiles/index.ts";
import type { Ingestion } from "./touchpoints/index.ts";

/** The ingestion core with all that follows it, in order: the same for the server and for commands. */
export function makeIngestion(
  dataSource: DataSource,
  timeZone: string,
  ordersChanged: () => void,
  told?: Ingestion["told"],
): Ingestion {
  return {
    dataSource,
    timeZone,
    followsCustomer: [profilesFollowCustomers],
    followsTouchpoints: [ordersFollowTouchpoints, profilesFollowTouchpoints(ordersChanged)],
    ...(told === undefined ? {} : { told }),
  };
}
