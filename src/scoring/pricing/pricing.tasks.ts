import { packModel } from "../training/stored-model.ts";
import { learnAndMeasure, spanOf } from "./backtest.ts";
import type { FormCode } from "./forms.ts";
import { type PricingQueries, readHistories } from "./read-histories.ts";
import { type Backtest, MOST_WEEKS, type PriceResponses } from "./response.ts";

export interface PricingWork {
  readonly databaseUrl: string;
  readonly queries: PricingQueries;
  /** Left out: chosen on held-out weeks. */
  readonly form?: FormCode;
}

export type PricingOutcome =
  | { readonly refused: string }
  | {
      readonly bytes: Uint8Array;
      /** Lines of orders that it was learned from. */
      readonly lines: number;
      readonly responses: Omit<PriceResponses, "products">;
      /** How many products can be answered, and how many of them are refused and why. */
      readonly products: Readonly<Record<string, number>>;
      readonly total: Backtest | undefined;
    };

/** Reads how everything sold, and learns how units answer to prices. */
export async function learnPrices({ databaseUrl, queries, form }: PricingWork): Promise<PricingOutcome> {
  const histories = await readHistories(databaseUrl, queries);
  const span = spanOf(histories, MOST_WEEKS);
  if (span === undefined) {
    return {
      refused: "Nothing was ordered in three weeks or more: prices are learned from the orders of whole weeks.",
    };
  }
  const { responses, total } = learnAndMeasure(histories, { span, ...(form !== undefined && { form }) });
  const { products, ...learned } = responses;
  const stored = {
    strategy: "PRICE_RESPONSE",
    products: products.map(({ product }) => product),
    channels: [],
    now: newestOf(histories.map(({ lines }) => lines)),
    model: responses,
  };
  const counts: Record<string, number> = {};
  for (const { refusal = "ANSWERED" } of products) counts[refusal] = (counts[refusal] ?? 0) + 1;
  const lines = histories.reduce((sum, history) => sum + history.lines.length, 0);
  return { bytes: packModel(stored), lines, responses: learned, products: counts, total };
}

function newestOf(all: readonly (readonly { readonly at: number }[])[]): number {
  return all.reduce((newest, lines) => lines.reduce((latest, { at }) => Math.max(latest, at), newest), 0);
}
