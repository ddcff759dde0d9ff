import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, FieldResolver, Info, Mutation, Resolver, Root } from "type-graphql";
import type { WriteContext } from "../graphql/context.ts";
import { WRITERS } from "../graphql/roles.ts";
import { fieldError, type UserError } from "../graphql/user-errors.ts";
import type { Answers } from "../reading/index.ts";
import type { FollowsProducts } from "./follows-products.ts";
import {
  RecordCompetitorOffersInput,
  RecordCompetitorOffersPayload,
  UpsertProductsInput,
  UpsertProductsPayload,
} from "./product.graphql.ts";
import { productType } from "./product.projection.ts";
import { type OfferRefusal, recordOffers } from "./record-offers.ts";
import { MOST_PRODUCTS, type ProductRefusal, upsertProducts } from "./upsert-products.ts";

interface ProductsContext extends WriteContext {
  readonly answers: Answers;
  readonly followsProducts: readonly FollowsProducts[];
}

const readProducts = (payload: { productIds: string[] }, info: GraphQLResolveInfo, { answers }: ProductsContext) =>
  Promise.all(payload.productIds.map((id) => answers.byId(productType, id, info)));

const refused = (refusals: readonly (ProductRefusal | OfferRefusal)[], list: string) => ({
  productIds: [],
  userErrors: refusals.map(({ code, message, index, field }) =>
    fieldError(code, message, ["input", list, String(index), field]),
  ),
});

function tooMany(list: string, count: number): UserError[] {
  if (count <= MOST_PRODUCTS) return [];
  return [fieldError("TOO_LARGE", `${list} has ${count} items; at most ${MOST_PRODUCTS} at once`, ["input", list])];
}

@Resolver(() => UpsertProductsPayload)
export class UpsertProductsResolver {
  @Mutation(() => UpsertProductsPayload, { description: "Makes or changes up to 1,000 products by sku, all or none." })
  @Extensions({ roles: WRITERS })
  async upsertProducts(
    @Arg("input", () => UpsertProductsInput, { description: "The products." }) { products }: UpsertProductsInput,
    @Ctx() { transaction, now, followsProducts }: ProductsContext,
  ): Promise<UpsertProductsPayload> {
    const userErrors = tooMany("products", products.length);
    if (userErrors.length > 0) return { productIds: [], userErrors };
    const outcome = await transaction((manager) => upsertProducts(manager, followsProducts, products, now));
    return "refusals" in outcome ? refused(outcome.refusals, "products") : { productIds: outcome.ids, userErrors };
  }

  @FieldResolver(() => [productType.type])
  products(@Root() payload: UpsertProductsPayload, @Info() info: GraphQLResolveInfo, @Ctx() context: ProductsContext) {
    return readProducts(payload, info, context);
  }
}

@Resolver(() => RecordCompetitorOffersPayload)
export class RecordCompetitorOffersResolver {
  @Mutation(() => RecordCompetitorOffersPayload, {
    description: "Keeps up to 1,000 offers of competitors, all or none.",
  })
  @Extensions({ roles: WRITERS })
  async recordCompetitorOffers(
    @Arg("input", () => RecordCompetitorOffersInput, { description: "The offers." }) {
      offers,
    }: RecordCompetitorOffersInput,
    @Ctx() { transaction, now }: ProductsContext,
  ): Promise<RecordCompetitorOffersPayload> {
    const userErrors = tooMany("offers", offers.length);
    if (userErrors.length > 0) return { productIds: [], userErrors };
    const outcome = await transaction((manager) => recordOffers(manager, offers, now));
    return "refusals" in outcome ? refused(outcome.refusals, "offers") : { productIds: outcome.ids, userErrors };
  }

  @FieldResolver(() => [productType.type])
  products(
    @Root() payload: RecordCompetitorOffersPayload,
    @Info() info: GraphQLResolveInfo,
    @Ctx() context: ProductsContext,
  ) {
    return readProducts(payload, info, context);
  }
}
