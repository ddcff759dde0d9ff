import { SUPPRESSION_REASONS } from "../campaign.ts";
import type { ArmSummary } from "../lift/arm-summary.ts";
import { compareArms } from "../lift/compare-arms.ts";
import { rateVariants } from "../lift/rate-variants.ts";
import type { ArmFigures, CampaignFigures, ReportNeed, VariantFigures } from "./report-need.ts";

/** An estimate as the API has it; its interval holds the truth 19 times of 20. */
export interface Told {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface LiftRow {
  readonly treatedRate: number;
  readonly controlRate: number;
  readonly absolute: Told;
  readonly relative: number | null;
  readonly pValue: number;
  readonly adjusted: Told | null;
  readonly sequential: Told;
  readonly sequentialPValue: number;
  readonly revenuePerCustomer: Told | null;
  readonly enoughData: boolean;
}

/** The columns of a report's one row, and their types. */
export const REPORT_COLUMNS = {
  withheld: "boolean",
  audience: "int",
  held_out: "int",
  pending: "int",
  failed: "int",
  unknown: "int",
  suppressed: "json",
  sent: "int",
  delivered: "int",
  opened: "int",
  clicked: "int",
  converted: "int",
  revenue: "numeric",
  currency: "text",
  cost: "numeric",
  cost_currency: "text",
  lift: "json",
  variants: "json",
} as const;

type ReportRow = Readonly<Record<keyof typeof REPORT_COLUMNS, unknown>>;

/** The row of a campaign's report; of an audience that is too small to be told of, everything is nothing. */
export function reportRow([currency, spent, costCurrency, few, figures]: ReportNeed): ReportRow {
  const money = { currency, cost_currency: costCurrency };
  if (figures === null) return { ...NOBODY, ...money, withheld: true };
  const { audience, heldOut, pending, failed, unknown, sent, delivered, opened, clicked, revenue, treated } = figures;
  return {
    ...{ audience, held_out: heldOut, pending, failed, unknown, sent, delivered, opened, clicked, revenue },
    ...money,
    withheld: false,
    cost: spent,
    suppressed: suppressions(figures).filter(({ customers }) => customers >= few),
    converted: treated?.converted ?? 0,
    lift: isSmall(treated, few) || isSmall(figures.control, few) ? null : liftOf(figures),
    variants: variantRows(figures.variants).filter((_, place) => (figures.variants[place]?.customers ?? 0) >= few),
  };
}

const NOBODY = {
  ...{ audience: 0, held_out: 0, pending: 0, failed: 0, unknown: 0, sent: 0, delivered: 0, opened: 0, clicked: 0 },
  ...{ converted: 0, revenue: "0", cost: "0", suppressed: [], lift: null, variants: [] },
};

/** What so few did would tell of each of them. */
const isSmall = (arm: ArmFigures | null, few: number): boolean => arm !== null && arm.customers < few;

/** Those that occurred, in the order in which they are asked. */
const suppressions = ({ suppressed }: CampaignFigures) =>
  Object.keys(SUPPRESSION_REASONS).flatMap((reason) => {
    const customers = Object.entries(suppressed).find(([name]) => name === reason)?.[1] ?? 0;
    return customers > 0 ? [{ reason, customers }] : [];
  });

/** A difference of shares lies in between whatever happens: all that is known while nothing can be reckoned. */
const ANYTHING = { low: -1, high: 1, pValue: 1 };

/** null where nobody is treated, nobody held out, or who is held out could never do the goal. */
export function liftOf({
  treated,
  control,
  comparable,
}: Pick<CampaignFigures, "treated" | "control" | "comparable">): LiftRow | null {
  if (treated === null || control === null || !comparable) return null;
  const { fixed, cuped, sequential, relative, enoughData } = compareArms(conversions(treated), conversions(control));
  const revenue = compareArms(revenues(treated), revenues(control));
  const value = treated.rate - control.rate;
  const always = sequential ?? ANYTHING;
  return {
    treatedRate: treated.rate,
    controlRate: control.rate,
    absolute: told(value, fixed ?? ANYTHING),
    relative,
    pValue: fixed?.pValue ?? 1,
    adjusted: cuped === null ? null : told(cuped.absolute, cuped),
    sequential: told(value, always),
    sequentialPValue: always.pValue,
    revenuePerCustomer:
      revenue.fixed === null || !revenue.enoughData ? null : told(revenue.fixed.absolute, revenue.fixed),
    enoughData,
  };
}

const told = (value: number, { low, high }: { readonly low: number; readonly high: number }): Told => ({
  value,
  low,
  high,
});

const conversions = (arm: ArmFigures): ArmSummary => ({
  customers: arm.customers,
  mean: arm.rate,
  variance: arm.variance ?? 0,
  withOutcome: arm.converted,
  covariate: { mean: arm.before, variance: arm.beforeVariance ?? 0, covariance: arm.covariance ?? 0 },
});

const revenues = (arm: ArmFigures): ArmSummary => ({
  customers: arm.customers,
  mean: arm.revenue,
  variance: arm.revenueVariance ?? 0,
  withOutcome: arm.withRevenue,
});

const variantRows = (variants: readonly VariantFigures[]) => {
  const rates = rateVariants(variants);
  return variants.map(({ id, sent, converted }, place) => {
    const { rate, low, high, probabilityBest } = rates[place] ?? NOTHING_KNOWN;
    // Of nobody every share is possible.
    return {
      variant_id: id,
      sent,
      converted,
      value: rate ?? 0,
      low: low ?? 0,
      high: high ?? 1,
      probability_best: probabilityBest,
    };
  });
};

const NOTHING_KNOWN = { rate: null, low: null, high: null, probabilityBest: 0 };
