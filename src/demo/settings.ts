/** What a demo shop is made from: the same settings give the same shop. */
export interface DemoSettings {
  readonly seed: number;
  /** About how many customers the shop comes to have. */
  readonly customers: number;
  readonly months: number;
  /** When the simulated time ends: the shop's present. */
  readonly until: Date;
  readonly currency: string;
}

export const DEMO_DEFAULTS = { seed: 1, customers: 2_000, months: 18 } as const;

/** The source under which everything simulated is stored. */
export const DEMO_SOURCE = "demo (simulated)";
