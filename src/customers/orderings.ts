import { sql } from "../database/sql.ts";
import type { Order } from "../reading/index.ts";

export interface CustomerOrdering extends Order {
  readonly about: string;
}

/** The orders in which customers can be listed; a higher feature adds its own where it declares its projection. */
export const customerOrderings = new Map<string, CustomerOrdering>();

export function addCustomerOrdering(ordering: CustomerOrdering): void {
  customerOrderings.set(ordering.name, ordering);
}

/** The order of customers where no other one is asked for. */
export const NEWEST_CUSTOMERS: CustomerOrdering = {
  name: "FIRST_SEEN_DESC",
  about: "The newest customers first. Cursors stay right while customers arrive.",
  direction: "desc",
  keys: ["timestamptz", "uuid"],
  values: (row) => [sql`${row}.first_seen_at`, sql`${row}.id`],
};
addCustomerOrdering(NEWEST_CUSTOMERS);

addCustomerOrdering({
  name: "LAST_SEEN_DESC",
  about: "The latest active first. A customer who comes back while one pages may be met twice or missed.",
  direction: "desc",
  keys: ["timestamptz", "uuid"],
  values: (row) => [sql`${row}.last_seen_at`, sql`${row}.id`],
});
