import "./product.queries.ts";

export { type Amount, amountFault, type GivenProduct, skuFault } from "./check-product.ts";
export { ensureProducts, type NamedProduct } from "./ensure-products.ts";
export type { FollowsProducts } from "./follows-products.ts";
export { inCategory } from "./in-category.ts";
export { showDuePrices } from "./price.store.ts";
export { CompetitorOffer, PricePoint, Product } from "./product.entity.ts";
export { productType, scoredProductType } from "./product.projection.ts";
export { RecordCompetitorOffersResolver, UpsertProductsResolver } from "./product.resolver.ts";
export { type GivenOffer, recordOffers } from "./record-offers.ts";
export { upsertProducts } from "./upsert-products.ts";
