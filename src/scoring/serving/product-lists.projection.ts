import { GraphQLInt } from "graphql";
import { type Sql, sql } from "../../database/sql.ts";
import { CATALOGUE_READERS } from "../../graphql/roles.ts";
import { productType, scoredProductType } from "../../products/index.ts";
import { checkSize, computed, extend, json, PAGE_LIMIT } from "../../reading/index.ts";
import { LISTED, type ProductListArgs } from "./product-lists.ts";
import { isStillShown } from "./still-shown.ts";

const listOfProduct = (what: string, about: string) =>
  computed<Sql, ProductListArgs>({
    of: () => scoredProductType,
    computer: "scoring",
    what,
    columns: { product_id: "uuid", score: "float8" },
    about,
    roles: CATALOGUE_READERS,
    args: { first: { type: () => GraphQLInt, about: `How many, at most ${PAGE_LIMIT}.`, defaultValue: LISTED } },
    rows: ({ first }) => first ?? LISTED,
    check: ({ first }, _viewer, path) => checkSize("first", first, path),
    needs: (product) => json`"${sql`${product}.id::text`}"`,
    where: isStillShown,
    limit: (call) => call.args.first ?? LISTED,
  });

extend(
  productType,
  "similar",
  listOfProduct(
    "similar",
    "Products in stock that are like it by category, brand, price, attributes and words: the cosine of the two, 0 to 1. Empty for a product that came after the CONTENT_BASED model was trained.",
  ),
);

extend(
  productType,
  "boughtTogether",
  listOfProduct(
    "boughtTogether",
    "Products in stock that are in the same orders more often than chance: the lift, orders with both * all orders / (orders with the one * orders with the other), of those that at least 3 orders have together. Empty for a product that came after the SESSION model was trained.",
  ),
);
