import type { Sql } from "../database/sql.ts";
import type { HasRole, Role } from "../graphql/roles.ts";
import type { Reader } from "../reading/index.ts";

/** An argument that narrows the list of customers. */
export interface CustomerFilter<Value> {
  readonly name: string;
  readonly about: string;
  readonly type: () => object;
  readonly roles: readonly Role[];
  /** Refuses a value before anything runs; `path` is its place in the operation. */
  readonly check: (value: Value, viewer: HasRole, path: readonly (string | number)[]) => void;
  readonly where: (row: Sql, value: Value, reader: Reader) => Sql;
}

/** What the list of customers can be narrowed by, beside the search; a higher feature adds its own. */
export const customerFilters: CustomerFilter<never>[] = [];

export function addCustomerFilter<Value>(filter: CustomerFilter<Value>): void {
  customerFilters.push(filter);
}
