import Big from "big.js";
import type { ArmSummary } from "../../../src/campaigns/lift/arm-summary.ts";
import { compareArms } from "../../../src/campaigns/lift/compare-arms.ts";
import { probabilityBest } from "../../../src/campaigns/lift/probability-best.ts";
import { wilson } from "../../../src/math/wilson.ts";
import type { AssignmentRow, CampaignRow } from "./campaign-tables.ts";
import { money, seesPersonal, shopCurrency, sum, type Things } from "./things.ts";
import { variantOf, variantsOf } from "./variants.ts";

const SMALLEST = 10;
const DAY = 24 * 3600 * 1000;
const REASONS = ["ERASED", "HELD_OUT", "NO_CONSENT", "NO_ADDRESS", "BOUNCED", "FREQUENCY_CAP", "BUDGET_SPENT"];
const OF_MESSAGES = [
  "MESSAGE_SENT",
  "MESSAGE_DELIVERED",
  "MESSAGE_OPENED",
  "MESSAGE_CLICKED",
  "MESSAGE_BOUNCED",
  "UNSUBSCRIBED",
];
const LEFT = ["SENT", "DELIVERED", "BOUNCED"];

const audienceOf = ({ id }: CampaignRow, { tables }: Things): readonly AssignmentRow[] =>
  tables.assignments.filter(({ campaign_id }) => campaign_id === id);

/** Of fewer than ten people an analyst is told nothing. */
export const isTold = (campaign: CampaignRow, things: Things): boolean =>
  seesPersonal(things) || audienceOf(campaign, things).length >= SMALLEST;

const isWithin = (at: Date, { assigned_at, attribution_days }: CampaignRow): boolean =>
  assigned_at !== null && at >= assigned_at && at.getTime() < assigned_at.getTime() + attribution_days * DAY;

/** When the customer first did the goal in the campaign's time. */
export function convertedAt({ customer_id }: AssignmentRow, campaign: CampaignRow, things: Things): Date | undefined {
  return things.tables.touchpoints
    .filter((each) => each.customer_id === customer_id && each.type === campaign.goal)
    .filter(({ campaign_id }) => campaign_id === campaign.id || !OF_MESSAGES.includes(campaign.goal))
    .map(({ occurred_at }) => occurred_at)
    .filter((at) => isWithin(at, campaign))
    .sort((left, right) => left.getTime() - right.getTime())[0];
}

/** What the customer bought in the campaign's time, net. */
const revenueOf = ({ customer_id }: AssignmentRow, campaign: CampaignRow, { tables }: Things): Big =>
  sum(
    tables.orders
      .filter((each) => each.customer_id === customer_id && each.status !== "CANCELLED")
      .filter(({ placed_at }) => isWithin(placed_at, campaign))
      .map(({ total, refunded, rate }) => new Big(total).minus(refunded).times(rate)),
  );

/** Somebody in the audience, and what came of them. */
interface Person {
  readonly row: AssignmentRow;
  readonly converted: boolean;
  readonly revenue: Big;
}

export function reportOf(campaign: CampaignRow, things: Things, spent: Big): object {
  const told = isTold(campaign, things);
  const people = (told ? audienceOf(campaign, things) : []).map((row) => ({
    row,
    converted: convertedAt(row, campaign, things) !== undefined,
    revenue: revenueOf(row, campaign, things),
  }));
  const count = (holds: (row: AssignmentRow) => boolean): number => people.filter(({ row }) => holds(row)).length;
  const isIn = (...statuses: readonly string[]) => count(({ status }) => statuses.includes(status));
  const reasons = REASONS.map((reason) => ({ reason, customers: count(({ suppression }) => suppression === reason) }));
  const treated = people.filter(({ row }) => row.variant_id !== null);
  const few = seesPersonal(things) ? 0 : SMALLEST;
  const lift = liftOf(treated, people, few);
  return {
    withheld: !told,
    audience: people.length,
    heldOut: people.length - treated.length,
    pending: isIn("PENDING", "SENDING"),
    failed: isIn("FAILED"),
    unknown: isIn("UNKNOWN"),
    suppressed: reasons.filter(({ customers }) => customers > 0 && customers >= few),
    sent: isIn(...LEFT),
    delivered: isIn("DELIVERED"),
    opened: count(({ opened_at }) => opened_at !== null),
    clicked: count(({ clicked_at }) => clicked_at !== null),
    converted: treated.filter(({ converted }) => converted).length,
    revenue: money(sum(treated.map(({ revenue }) => revenue)), shopCurrency(things)),
    cost: money(told ? spent : 0, campaign.currency ?? shopCurrency(things)),
    lift: OF_MESSAGES.includes(campaign.goal) ? null : lift,
    variants: told ? variantReports(campaign, people, things, few) : [],
  };
}

function variantReports(
  campaign: CampaignRow,
  people: readonly Person[],
  things: Things,
  few: number,
): readonly object[] {
  const arms = variantsOf(campaign, things).map((variant) => {
    const own = people.filter(({ row }) => row.variant_id === variant.id);
    const sent = own.filter(({ row }) => LEFT.includes(row.status)).length;
    return { variant, sent, customers: own.length, converted: own.filter(({ converted }) => converted).length };
  });
  const best = probabilityBest(arms);
  const told = (_report: object, place: number): boolean => (arms[place]?.customers ?? 0) >= few;
  const reports = arms.map(({ variant, sent, converted, customers }, place) => ({
    variant: variantOf(variant),
    sent,
    converted,
    rate: { ...(wilson(converted, customers) ?? { value: 0, low: 0, high: 1 }), confidence: 0.95 },
    probabilityBest: best[place],
  }));
  return reports.filter(told);
}

/** The estimates are held to what they promise in tests of their own; who counts in which arm, and with what, is gathered here. */
function liftOf(treated: readonly Person[], people: readonly Person[], few: number): object | null {
  const control = people.filter(({ row }) => row.variant_id === null);
  if (treated.length === 0 || control.length === 0) return null;
  if (treated.length < few || control.length < few) return null;
  const [rates, spendings] = [conversions, revenues].map((of) => compareArms(of(treated), of(control)));
  const [treatedRate, controlRate] = [conversions(treated).mean, conversions(control).mean];
  const value = treatedRate - controlRate;
  const { fixed, sequential, cuped, relative } = rates ?? { fixed: null, sequential: null, cuped: null };
  return {
    treatedRate,
    controlRate,
    absolute: told(value, fixed ?? { low: -1, high: 1 }),
    relative,
    pValue: fixed?.pValue ?? 1,
    adjusted: cuped === null ? null : told(cuped.absolute, cuped),
    sequential: told(value, sequential ?? { low: -1, high: 1 }),
    sequentialPValue: sequential?.pValue ?? 1,
    revenuePerCustomer:
      spendings?.fixed && spendings.enoughData ? told(spendings.fixed.absolute, spendings.fixed) : null,
    enoughData: rates?.enoughData,
  };
}

const told = (value: number, { low, high }: { readonly low: number; readonly high: number }) => ({
  ...{ value, low, high },
  confidence: 0.95,
});

const conversions = (people: readonly Person[]): ArmSummary =>
  summaryOf(
    people.map(({ converted }) => (converted ? 1 : 0)),
    people.map(({ row }) => row.before),
  );

const revenues = (people: readonly Person[]): ArmSummary => summaryOf(people.map(({ revenue }) => Number(revenue)));

function summaryOf(outcomes: readonly number[], before?: readonly number[]): ArmSummary {
  const withOutcome = outcomes.filter((outcome) => outcome !== 0).length;
  const own = {
    customers: outcomes.length,
    mean: meanOf(outcomes),
    variance: spreadOf(outcomes, outcomes),
    withOutcome,
  };
  if (before === undefined) return own;
  const covariance = spreadOf(outcomes, before);
  return { ...own, covariate: { mean: meanOf(before), variance: spreadOf(before, before), covariance } };
}

/** Measured from the first one: of equal numbers exactly that number. */
function meanOf(values: readonly number[]): number {
  const [first = 0] = values;
  return first + values.reduce((all, each) => all + (each - first), 0) / values.length;
}

/** The covariance of a sample; 0 of a single one. */
function spreadOf(left: readonly number[], right: readonly number[]): number {
  const [one, other] = [meanOf(left), meanOf(right)];
  const products = left.map((each, place) => (each - one) * ((right[place] ?? 0) - other));
  return left.length < 2 ? 0 : products.reduce((all, each) => all + each, 0) / (left.length - 1);
}
