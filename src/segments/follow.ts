import type { FollowsCustomer } from "../customers/index.ts";
import { bound, sql } from "../database/sql.ts";
import type { FollowsProducts } from "../products/index.ts";
import { noteDue, noteSelectedDue } from "./membership.store.ts";

/** Whatever changes of a customer may change where they belong: it is worked out soon after, not in the writer's own time. */
export const segmentsFollowCustomers: FollowsCustomer = { changed: noteDue };

/** Whoever had to do with a product of another category may have other behaviour, and another favourite category. */
export const segmentsFollowProducts: FollowsProducts = {
  recategorised: (manager, productIds) => {
    const ids = sql`${bound(productIds)}::uuid[]`;
    return noteSelectedDue(manager, [
      sql`select t.customer_id from touchpoint t where t.product_id = any(${ids})`,
      sql`select l.customer_id from order_line l where l.product_id = any(${ids})`,
      sql`select b.customer_id from refund_line b where b.product_id = any(${ids})`,
    ]);
  },
};
