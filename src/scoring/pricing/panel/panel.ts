/** The columns that every panel has; beside them a price<brand> for each brand. */
export const PANEL_COLUMNS = ["store", "brand", "week", "units"] as const;
/** Columns that a panel may have beside prices, as controls: whether there was a deal, how much the brand was featured. */
export const CONTROL_COLUMNS = ["deal", "feat"] as const;

/** A table of sales by columns: place i of each is one brand in one store in one week. */
export interface Panel {
  readonly stores: readonly string[];
  readonly brands: readonly string[];
  /** Whole numbers, one more for each week. */
  readonly weeks: readonly number[];
  /** NaN where the cell is empty. */
  readonly units: readonly number[];
  /** What each brand was sold for, by the name of the column, in the order of the file; NaN where the cell is empty. */
  readonly prices: ReadonlyMap<string, readonly number[]>;
  /** deal and feat, as far as the file has them; NaN where the cell is empty. */
  readonly controls: ReadonlyMap<string, readonly number[]>;
}

export const ownPriceOf = (brand: string): string => `price${brand}`;

/** What is wrong with a table that was to be a panel, in a sentence for the person who gave it. */
export class PanelFault extends Error {
  override readonly name = "PanelFault";
}
