/** How much there is in the shop that is measured. */
export interface Sizes {
  readonly customers: number;
  readonly touchpoints: number;
  readonly products: number;
}

/** A time of its own, so that the same sizes always give the same rows in the same partitions. */
export const BEGIN = new Date("2024-01-01T00:00:00Z");
export const UNTIL = new Date("2025-07-01T00:00:00Z");

/** Every month from BEGIN until UNTIL, by its first moment. */
export function months(): Date[] {
  const found: Date[] = [];
  for (const month = new Date(BEGIN); month < UNTIL; month.setUTCMonth(month.getUTCMonth() + 1)) {
    found.push(new Date(month));
  }
  return found;
}
