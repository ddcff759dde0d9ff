import type { Sales } from "./brand-sales.ts";
import { linear, type WithinFit } from "./within.ts";

/** How a brand's units depend on prices and controls: ln(units) = effect of the store + sum_i weights_i columns_i. */
export type Response = WithinFit;

/** One way to fit it. Null where the own price does not vary within any store, or rows are no more than parameters. */
export interface ResponseForm {
  readonly code: "PANEL_LOG_LOG" | "PANEL_POISSON";
  fit(sales: Sales): Response | null;
}

/** The units of a row as the model sees them; NaN for a store that it was not fitted to. */
export const predicted = ({ effects, weights }: Response, { store, columns }: Sales, row: number): number =>
  Math.exp((effects[store[row] ?? -1] ?? Number.NaN) + linear(weights, columns, row));
