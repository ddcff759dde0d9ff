import type { FollowsCustomer } from "../customers/index.ts";
import type { FollowsProducts } from "../products/index.ts";
import type { FollowsTouchpoints } from "../touchpoints/index.ts";
import { EVERYTHING } from "./facts.ts";
import { noteDue, noteRecategorised } from "./membership.store.ts";

/** Whatever changes of a customer may change where they belong: it is worked out soon after, not in the writer's own time. */
export const segmentsFollowCustomers: FollowsCustomer = {
  created: (manager, customerIds) =>
    noteDue(
      manager,
      customerIds.map((customerId) => ({ customerId, what: EVERYTHING })),
    ),
  changed: (manager, customerIds) =>
    noteDue(
      manager,
      customerIds.map((customerId) => ({ customerId, what: "CUSTOMER" })),
    ),
};

export const segmentsFollowTouchpoints: FollowsTouchpoints = {
  recorded: (manager, batch) =>
    noteDue(
      manager,
      batch.map(({ customerId, type }) => ({ customerId, what: type })),
    ),
};

/**
 * Whoever had to do with a product of another category may have other behaviour, and another favourite category. Who that is
 * can be told when the change has been committed: until then others still write what they do by the category before.
 */
export const segmentsFollowProducts: FollowsProducts = { recategorised: noteRecategorised };
