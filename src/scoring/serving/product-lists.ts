import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import { likeProduct } from "../recommendations/content/like-product.ts";
import { orderedWith } from "../recommendations/orders-together.ts";
import type { Scored } from "../recommendations/recommend.ts";
import { KIND_OF } from "../strategies.ts";
import type { LoadedModel } from "./loaded-models.ts";
import type { Means } from "./recommend-to.ts";
import { SPARE } from "./still-shown.ts";

export interface ProductListArgs {
  readonly first?: number | null;
}

export const LISTED = 10;

type ListOf = (model: LoadedModel, product: number, count: number, shelf: Uint8Array) => readonly Scored[];

/** The rows of a list that belongs to a product; empty where the model has never met the product. */
function rowsOf(
  list: ListOf,
  kind: string,
  { args, need }: GapAsk,
  { models, shelves, catalogue }: Means,
): ComputedRow[] {
  const { first } = args as ProductListArgs; // of the field that asks
  const model = models.get(kind);
  const product = model?.placeOf.get(JSON.parse(need));
  if (model === undefined || product === undefined) return [];
  const shelf = shelves.of(model, {}, catalogue);
  return list(model, product, (first ?? LISTED) + SPARE, shelf).map(({ product: place, score }) => ({
    product_id: model.products[place],
    score,
  }));
}

export const similarRows = (ask: GapAsk, means: Means): ComputedRow[] =>
  rowsOf(
    // A model of this kind is only ever made by its own recommender.
    ({ model }, product, count, shelf) => likeProduct(model as never, product, count, shelf),
    KIND_OF.CONTENT_BASED,
    ask,
    means,
  );

export const boughtTogetherRows = (ask: GapAsk, means: Means): ComputedRow[] =>
  rowsOf(
    ({ model }, product, count, shelf) => orderedWith((model as SessionTables).ordersTogether, product, count, shelf),
    KIND_OF.SESSION,
    ask,
    means,
  );

type SessionTables = { readonly ordersTogether: Parameters<typeof orderedWith>[0] };
