import { cosineNeighbours } from "../../../math/cosine-neighbours.ts";
import type { History } from "../history.ts";
import { likingsMatrix } from "../likings.ts";
import type { NeighbourModel } from "./neighbour-model.ts";

/** A product's score is a sum over so many neighbours. */
const MOST_NEIGHBOURS = 300;

/** Neighbours by the cosine of who likes them. */
export function itemNeighbours(history: History, halfLifeDays: number): NeighbourModel {
  const likings = likingsMatrix(history, halfLifeDays);
  return { halfLifeDays, weights: cosineNeighbours(likings, history.products.length, MOST_NEIGHBOURS) };
}
