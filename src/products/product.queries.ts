import { GraphQLID, GraphQLString } from "graphql";
import { and, containing, type Sql, sql } from "../database/sql.ts";
import { textFault } from "../database/text.ts";
import { badUserInput } from "../graphql/errors.ts";
import { fromId } from "../graphql/ids.ts";
import { CATALOGUE_READERS } from "../graphql/roles.ts";
import { extendQuery, type Order, one, page } from "../reading/index.ts";
import { inCategory } from "./in-category.ts";
import { productType } from "./product.projection.ts";

interface ProductArgs {
  readonly id?: string | null;
  readonly sku?: string | null;
}

interface ProductsArgs {
  readonly search?: string | null;
  readonly category?: string | null;
}

const BY_SKU: Order = { name: "SKU", direction: "asc", keys: ["text"], values: (row) => [sql`${row}.sku`] };

extendQuery<ProductArgs>("product", {
  ...one<undefined, ProductArgs>(() => productType, {
    about: "One product, by id or by sku; null where there is none.",
    nullable: true,
    args: {
      id: { type: () => GraphQLID, about: "The product's id." },
      sku: { type: () => GraphQLString, about: "The shop's article number." },
    },
    check: ({ id, sku }, _viewer, path) => {
      if ((id ?? undefined) === undefined && (sku ?? undefined) === undefined) {
        throw badUserInput("Ask for a product by id or by sku.", path);
      }
    },
    table: "product",
    where: (row, _parent, { args: { id, sku } }) =>
      and([
        (id ?? undefined) === undefined ? undefined : sql`${row}.id = ${fromId("prd", id ?? "") ?? null}::uuid`,
        given(sku, (text) => sql`${row}.sku = ${text}`),
      ]),
  }),
  roles: CATALOGUE_READERS,
});

extendQuery("products", {
  ...page<undefined, ProductsArgs>(productType, {
    about: "The catalogue, by sku.",
    args: {
      search: {
        type: () => GraphQLString,
        about: "A piece of a sku, name, brand or external id; case does not matter.",
      },
      category: { type: () => GraphQLString, about: "A category with all that lies under it." },
    },
    table: "product",
    key: "id",
    order: () => BY_SKU,
    where: (row, _parent, { args }) =>
      and([searched(row, args.search), given(args.category, (path) => inCategory(row, path))]),
  }),
  roles: CATALOGUE_READERS,
});

/** What no text can hold, such as the NUL character, is found nowhere. */
function given(text: string | null | undefined, condition: (text: string) => Sql): Sql | undefined {
  if (text === undefined || text === null) return undefined;
  return textFault(text) === undefined ? condition(text) : sql`false`;
}

function searched(row: Sql, search: string | null | undefined): Sql | undefined {
  return given(search, (text) => {
    const pattern = containing(text.trim().toLowerCase());
    return sql`lower(${row}.sku || ' ' || ${row}.name || ' ' || coalesce(${row}.brand, '') || ' '
      || coalesce(${row}.external_id, '')) like ${pattern}`;
  });
}
