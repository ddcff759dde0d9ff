import { GraphQLID, GraphQLString } from "graphql";
import { and, containing, type Sql, sql } from "../database/sql.ts";
import { textFault } from "../database/text.ts";
import { enumOf } from "../graphql/enums.ts";
import { badUserInput, forbidden } from "../graphql/errors.ts";
import { fromId } from "../graphql/ids.ts";
import { type HasRole, PEOPLE_READERS, PERSONAL_READERS } from "../graphql/roles.ts";
import { type Call, extendQuery, one, page } from "../reading/index.ts";
import { IdentityInput } from "./customer.graphql.ts";
import { customerType, VISITOR_READERS } from "./customer.projection.ts";
import { customerFilters } from "./filters.ts";
import type { IdentityKind } from "./identity-kinds.ts";
import { isListed } from "./listed.ts";
import { normaliseIdentity } from "./normalise-identity.ts";
import { customerOrderings } from "./orderings.ts";

interface CustomerArgs {
  readonly id?: string | null;
  readonly identity?: { readonly kind: IdentityKind; readonly value: string } | null;
}

interface CustomersArgs {
  readonly search?: string | null;
  readonly orderBy?: string | null;
  /** By the names of the filters. */
  readonly [filter: string]: unknown;
}

const SHORTEST_SEARCH = 2;

/** Declares the root fields of customers; called when every ordering is known. */
export function declareCustomerQueries(): void {
  extendQuery<CustomerArgs>("customer", {
    ...one<undefined, CustomerArgs>(() => customerType, {
      about:
        "One customer, by id or by an identifier; null where there is none. A storefront key may ask by ANONYMOUS_ID alone.",
      nullable: true,
      args: {
        id: { type: () => GraphQLID, about: "The customer's id; of a merged customer, the survivor is given." },
        identity: { type: () => IdentityInput, about: "Any of the customer's identifiers." },
      },
      check: checkCustomer,
      table: "customer",
      where: (row, _parent, { args }) => customerWhere(row, args),
    }),
    roles: VISITOR_READERS,
  });
  const orderings = Object.fromEntries([...customerOrderings].map(([name, { about }]) => [name, about]));
  const orderEnum = enumOf("CustomerOrder", "The order of a list of customers; ties by id.", orderings);
  extendQuery("customers", {
    ...page<undefined, CustomersArgs>(customerType, {
      about: "The customers, the newest first unless another order is asked for. Merged and erased ones are left out.",
      args: {
        search: {
          type: () => GraphQLString,
          about: `A piece of a name, an id or an identifier, of at least ${SHORTEST_SEARCH} characters; case does not matter.`,
          roles: PERSONAL_READERS,
        },
        orderBy: { type: () => orderEnum, about: "FIRST_SEEN_DESC where it is left out." },
        ...Object.fromEntries(customerFilters.map(({ name, type, about, roles }) => [name, { type, about, roles }])),
      },
      check: checkCustomers,
      table: "customer",
      key: "id",
      order: ({ orderBy }) => orderingNamed(orderBy),
      where: (row, _parent, call) => and([isListed(row), searched(row, call.args.search), ...filtered(row, call)]),
    }),
    roles: PEOPLE_READERS,
  });
}

function orderingNamed(name: string | null | undefined) {
  const ordering = customerOrderings.get(name ?? "FIRST_SEEN_DESC");
  if (ordering === undefined) throw new Error(`no ordering ${name}`);
  return ordering;
}

function searched(row: Sql, search: string | null | undefined): Sql | undefined {
  if (search === undefined || search === null) return undefined;
  if (textFault(search) !== undefined) return sql`false`; // what no text can hold is found nowhere
  const needle = search
    .trim()
    .toLowerCase()
    .replace(/^cus_(?=[0-9a-f])/, "");
  const pattern = containing(needle);
  // The two halves are each answered by a trigram index; an "or" between them would be answered by neither.
  return sql`${row}.id in (
    select s.customer_id from customer_search s where lower(s.text) like ${pattern}
    union select s.customer_id from identity s where lower(s.value) like ${pattern})`;
}

function checkCustomers(args: CustomersArgs, viewer: HasRole, path: readonly (string | number)[]): void {
  const { search } = args;
  if (search !== undefined && search !== null && search.trim().length < SHORTEST_SEARCH) {
    throw badUserInput(`search is at least ${SHORTEST_SEARCH} characters long.`, [...path, "search"]);
  }
  for (const { filter, value } of given(args)) filter.check(value, viewer, [...path, filter.name]);
}

const filtered = (row: Sql, { args, reader }: Pick<Call<CustomersArgs>, "args" | "reader">): Sql[] =>
  given(args).map(({ filter, value }) => filter.where(row, value, reader));

/** The filters that are asked for; the schema has made their values of the very types that they declare. */
const given = (args: CustomersArgs) =>
  customerFilters.flatMap((filter) => {
    const value = args[filter.name];
    return value === undefined || value === null ? [] : [{ filter, value: value as never }];
  });

function checkCustomer({ id, identity }: CustomerArgs, viewer: HasRole, path: readonly (string | number)[]): void {
  const byId = id !== undefined && id !== null;
  const byIdentity = identity !== undefined && identity !== null;
  if (byId === byIdentity) throw badUserInput("Ask for a customer either by id or by identity.", path);
  if (viewer.role === "STOREFRONT" && identity?.kind !== "ANONYMOUS_ID") {
    throw forbidden("A storefront key may look up a customer by ANONYMOUS_ID alone.");
  }
  // A masked value must not be found out by asking for it.
  if (byIdentity && viewer.role === "ANALYST") {
    throw forbidden("The argument identity of Query.customer is not for the role ANALYST.");
  }
}

/** An unknown or malformed id, or an identifier that could be nobody's, finds nobody. */
function customerWhere(row: Sql, { id, identity }: CustomerArgs): Sql {
  if (id !== undefined && id !== null) {
    const uuid = fromId("cus", id) ?? null;
    return sql`${row}.id = coalesce((select m.merged_into from customer m where m.id = ${uuid}::uuid), ${uuid}::uuid)`;
  }
  return identity === undefined || identity === null ? sql`false` : ownerOf(row, identity);
}

/** Whether the customer has the identifier; what could be nobody's is nobody's. */
export function ownerOf(customer: Sql, { kind, value }: { readonly kind: IdentityKind; readonly value: string }): Sql {
  const normal = normaliseIdentity(kind, value);
  if ("fault" in normal) return sql`false`;
  return sql`${customer}.id in (select i.customer_id from identifier i where i.value = ${normal.value} and i.kind = ${kind})`;
}
