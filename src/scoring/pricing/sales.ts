/** A line of an order, as far as prices are learned from it. */
export interface SoldLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly quantity: number;
  /** What one unit was sold for, in the shop's currency. */
  readonly unitPrice: number;
  readonly channel: string;
}

/** A price from a moment on; NaN where there was none. */
export interface PriceSince {
  readonly from: number;
  readonly price: number;
}

export interface OfferSeen {
  readonly competitor: string;
  readonly at: number;
  readonly price: number;
}

/** All that is known of how one product sold. */
export interface ProductHistory {
  readonly product: string;
  /** Path from the widest to the narrowest; left out where it is not known. */
  readonly category?: string;
  /** In any order. */
  readonly lines: readonly SoldLine[];
  /** What was asked, rising in time. */
  readonly prices: readonly PriceSince[];
  /** Rising in time. */
  readonly offers: readonly OfferSeen[];
}

/** What was sold of a product in one week at one place, and for how much. */
export interface WeekOfSales {
  /** Weeks since Monday, 5 January 1970 (UTC). */
  readonly week: number;
  /** A channel that has prices of its own; 0 where there is only one. */
  readonly place: number;
  readonly units: number;
  /** What one unit was sold for; in a week without sales what it would have been. */
  readonly price: number;
  /** The median of competitors' latest offers in that week; NaN where none is known. */
  readonly competitors: number;
}

/** A product's weeks on offer, by place, then in time. */
export interface WeeklySales {
  readonly product: string;
  readonly category?: string;
  readonly weeks: readonly WeekOfSales[];
  readonly places: number;
  /** Units by which sales come: sum of q^2 / sum of q over the quantities q of lines; 1 where all buy one. */
  readonly batch: number;
  /** How many weeks were left out because nothing was sold for so long that it can hardly have been on offer. */
  readonly gaps: number;
}

export const WEEK_MS = 7 * 24 * 3_600_000;
const MONDAY = Date.UTC(1970, 0, 5);

export const weekOf = (at: number): number => Math.floor((at - MONDAY) / WEEK_MS);
export const startOfWeek = (week: number): number => MONDAY + week * WEEK_MS;
/** 0 to 11, of the week's middle. */
export const monthOfWeek = (week: number): number => new Date(startOfWeek(week) + WEEK_MS / 2).getUTCMonth();
