import { and, bound, type Sql, sql } from "../database/sql.ts";
import { CATALOGUE_READERS, EVERYONE, PEOPLE_READERS } from "../graphql/roles.ts";
import { DateTimeScalar } from "../graphql/scalars.ts";
import { column, expression, extend, extendAll, id, list, one, projection } from "../reading/index.ts";
import { money } from "../shop/index.ts";
import { CompetitorOffer, PricePoint, Product } from "./product.entity.ts";

export const productType = projection<Sql>("Product", {
  about: "An article of the catalogue; a sku that an event names becomes one too.",
  roles: CATALOGUE_READERS,
  node: {
    prefix: "prd",
    roles: CATALOGUE_READERS,
    table: "product",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

const offerType = projection<Sql>("CompetitorOffer", {
  about: "The latest that a competitor was seen to ask for the product.",
  roles: PEOPLE_READERS,
});
extendAll(offerType, {
  competitor: column(CompetitorOffer, "competitor", "String", { about: "The competitor's name." }),
  price: money({ about: "What they asked." }, (row: Sql) => ({
    amount: sql`${row}.price`,
    currency: sql`${row}.currency`,
  })),
  observedAt: column(CompetitorOffer, "observedAt", "DateTime", { about: "When somebody saw it." }),
  url: column(CompetitorOffer, "url", "String", { about: "Where; null where it was not told.", nullable: true }),
});

const pricePointType = projection<Sql>("PricePoint", {
  about: "A price and the half-open time in which it holds.",
  roles: PEOPLE_READERS,
});
extendAll(pricePointType, {
  price: money({ about: "The price." }, (row: Sql) => ({ amount: sql`${row}.price`, currency: sql`${row}.currency` })),
  from: column(PricePoint, "validFrom", "DateTime", { about: "From this moment on." }),
  to: expression(
    "DateTime",
    { about: "Until the next price begins; null for the last one.", nullable: true },
    (row: Sql) => sql`${row}.valid_to`,
  ),
});

const text = (property: string, about: string) => column(Product, property, "String", { about, nullable: true });

extendAll(productType, {
  id: id("prd", { about: "Carries the type: prd_ and 32 hex digits.", roles: EVERYONE }),
  sku: column(Product, "sku", "String", { about: "The shop's article number.", roles: EVERYONE }),
  name: column(Product, "name", "String", { about: "Name; the sku until somebody tells another." }),
  brand: text("brand", "Brand; null where it is not known."),
  category: text("category", "Path from the widest to the narrowest, joined by ' > '; null where it is not known."),
  price: money(
    {
      about: "The selling price now; null until somebody tells: a sku first seen in an event has none.",
      nullable: true,
    },
    (row: Sql) => ({ amount: sql`${row}.price`, currency: sql`${row}.price_currency` }),
  ),
  externalId: text("externalId", "The sender's product id, where it is not the sku."),
  cost: money(
    { about: "What one unit costs the shop; null where it is not known.", nullable: true, roles: PEOPLE_READERS },
    (row: Sql) => ({ amount: sql`${row}.cost`, currency: sql`${row}.cost_currency` }),
  ),
  stock: column(Product, "stock", "Int", { about: "Units in stock; null where it is not known.", nullable: true }),
  imageUrl: text("imageUrl", "Where its picture is; null where there is none."),
  description: text("description", "Text about it; null where there is none."),
  attributes: column(Product, "attributes", "JSONObject", { about: "Anything else about it." }),
  available: column(Product, "available", "Boolean", { about: "false where somebody has blocked it." }),
  competitorOffers: list<Sql>(() => offerType, {
    about: "The latest offer of each competitor, by name.",
    roles: PEOPLE_READERS,
    table: (product) => sql`select distinct on (o.competitor) o.* from competitor_offer o
      where o.product_id = ${product}.id order by o.competitor, o.observed_at desc`,
    order: (row) => sql`${row}.competitor`,
  }),
});

extend(
  productType,
  "priceHistory",
  list<Sql, { since?: Date | null }>(() => pricePointType, {
    about: "The prices, the newest first.",
    roles: PEOPLE_READERS,
    args: { since: { type: () => DateTimeScalar, about: "Only prices that held at this moment or later." } },
    table: (product) => sql`select h.*, lead(h.valid_from) over (order by h.valid_from) as valid_to
      from price_point h where h.product_id = ${product}.id`,
    where: (row, _product, { args: { since } }) =>
      and([
        sql`${row}.price is not null`,
        since === undefined || since === null
          ? undefined
          : sql`coalesce(${row}.valid_to, 'infinity') > ${bound(since)}::timestamptz`,
      ]),
    order: (row) => sql`${row}.valid_from desc`,
  }),
);

const scoredProductType = projection<Sql>("ScoredProduct", {
  about: "A product and how strongly it was chosen.",
  roles: CATALOGUE_READERS,
});
extendAll(scoredProductType, {
  product: one<Sql>(() => productType, {
    about: "The product.",
    table: "product",
    where: (row, scored) => sql`${row}.id = ${scored}.product_id`,
  }),
  score: expression("Float", { about: "Higher is stronger; its scale is the list's own." }, (row) => sql`${row}.score`),
});

export { scoredProductType };
