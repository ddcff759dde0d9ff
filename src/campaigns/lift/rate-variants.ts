import { wilson } from "../../math/wilson.ts";
import { probabilityBest, type VariantCount } from "./probability-best.ts";

export interface VariantRate {
  /** The share who converted, with Wilson's 95 % interval; null where nobody got the variant. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** That its rate is the highest of all. */
  readonly probabilityBest: number;
}

/** What may be believed of each of several variants, beside the others. */
export function rateVariants(variants: readonly VariantCount[]): VariantRate[] {
  const chances = probabilityBest(variants);
  return variants.map(({ converted, customers }, at) => {
    const told = wilson(converted, customers);
    return {
      rate: told?.value ?? null,
      low: told?.low ?? null,
      high: told?.high ?? null,
      probabilityBest: chances[at] ?? 0,
    };
  });
}
