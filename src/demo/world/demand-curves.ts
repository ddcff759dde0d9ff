/** Prices at which expected demand is added up, as shares of a product's usual price. */
export const PRICE_RATIOS = [0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3, 1.5] as const;

/**
 * The true demand of each product: of everybody who considered it, how many would have put it into their basket at each price,
 * had the shop asked it of all. Prices are counterfactual, so nothing of how the shop set them is in it.
 */
export class DemandCurves {
  readonly #curves = new Map<string, number[]>();

  considered(sku: string, bought: (ratio: number) => number): void {
    const curve = this.#curves.get(sku) ?? PRICE_RATIOS.map(() => 0);
    PRICE_RATIOS.forEach((ratio, index) => {
      curve[index] = (curve[index] ?? 0) + bought(ratio);
    });
    this.#curves.set(sku, curve);
  }

  /** Expected buyers at each of PRICE_RATIOS over the whole time; undefined where nobody considered it. */
  of(sku: string): readonly number[] | undefined {
    return this.#curves.get(sku);
  }
}

/** d ln(buyers) / d ln(price) at the usual price, from the neighbours at 5 % less and more; null where nothing would be sold. */
export function elasticityAtUsualPrice(curve: readonly number[]): number | null {
  const at = (ratio: (typeof PRICE_RATIOS)[number]): number => curve[PRICE_RATIOS.indexOf(ratio)] ?? 0;
  if (at(1.05) <= 0) return null;
  return Math.log(at(1.05) / at(0.95)) / Math.log(1.05 / 0.95);
}
