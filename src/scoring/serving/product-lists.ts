import { entriesOf } from "../../math/sparse-rows.ts";
import type { ComputedRow, GapAsk } from "../../reading/index.ts";
import { KIND_OF } from "../strategies.ts";
import type { Means } from "./recommend-to.ts";

export interface ProductListArgs {
  readonly first?: number | null;
}

/** More than are asked for: a product may have been deleted by hand since the catalogue was looked at. */
const SPARE = 5;

export const likeProduct = (_ask: GapAsk, _means: Means): ComputedRow[] => [];
export const boughtTogether = (_ask: GapAsk, _means: Means): ComputedRow[] => [];
void entriesOf;
void KIND_OF;
void SPARE;
