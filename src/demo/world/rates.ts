import type { DemoSettings } from "../settings.ts";
import { DAY } from "./calendar.ts";

/** The currency of marketplaces abroad. */
export const foreignCurrency = (own: string): string => (own === "EUR" ? "GBP" : "EUR");

/** What one unit of the foreign currency is worth on a day, in the shop's: invented, and slowly waving. */
export function rateOn({ seed }: DemoSettings, at: number): number {
  const day = Math.floor(at / DAY);
  return Number((0.86 + 0.02 * Math.sin((day + seed) / 40) + 0.008 * Math.sin(day / 11)).toFixed(4));
}
