import type { DemoSettings } from "../settings.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** When a thing is wanted most: the strength of each month of the year, January first. */
export const SEASONS = {
  STEADY: [1, 0.95, 1, 1, 1, 0.95, 0.95, 0.95, 1, 1, 1.15, 1.1],
  GARDEN: [0.3, 0.5, 1.1, 1.7, 2, 1.7, 1.3, 1, 0.7, 0.5, 0.3, 0.35],
  COSY: [1.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.7, 1.1, 1.4, 1.7, 1.8],
  GIFT: [0.6, 0.8, 0.8, 0.8, 0.9, 0.8, 0.7, 0.7, 0.8, 1, 1.9, 2.6],
  SCHOOL: [1.1, 0.9, 0.9, 0.9, 0.9, 0.8, 0.9, 1.7, 1.8, 1, 0.9, 0.8],
} as const;

export type Season = keyof typeof SEASONS;

export interface Promotion {
  readonly code: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Share taken off the price. */
  readonly discount: number;
  /** The top categories it covers; undefined: everything. */
  readonly covers: readonly string[] | undefined;
}

export interface Calendar {
  readonly from: number;
  readonly until: number;
  readonly promotions: readonly Promotion[];
}

interface Yearly {
  readonly code: string;
  readonly name: string;
  readonly begins: readonly [month: number, day: number];
  readonly days: number;
  readonly discount: number;
  readonly covers?: readonly string[];
}

const YEARLY: readonly Yearly[] = [
  { code: "NEWYEAR", name: "New Year sale", begins: [1, 2], days: 14, discount: 0.2, covers: ["Home", "Bath"] },
  { code: "SPRING", name: "Spring in the garden", begins: [4, 10], days: 10, discount: 0.15, covers: ["Garden"] },
  { code: "SUMMER", name: "Midsummer table", begins: [6, 18], days: 10, discount: 0.15, covers: ["Kitchen", "Garden"] },
  { code: "SCHOOL", name: "Back to school", begins: [8, 20], days: 14, discount: 0.15, covers: ["Work and play"] },
  { code: "BLACK", name: "Black Friday week", begins: [11, 22], days: 8, discount: 0.25 },
  { code: "ADVENT", name: "Second Advent", begins: [12, 5], days: 4, discount: 0.1, covers: ["Home", "Work and play"] },
];

export function makeCalendar({ until, months }: DemoSettings): Calendar {
  const from = monthsBefore(until, months);
  const years = [until.getUTCFullYear() - Math.ceil(months / 12), until.getUTCFullYear()] as const;
  const promotions = YEARLY.flatMap((yearly) => occurrences(yearly, ...years));
  return {
    from: from.getTime(),
    until: until.getTime(),
    promotions: promotions.filter((each) => each.to > from.getTime() && each.from < until.getTime()),
  };
}

/** The same day of an earlier month, or its last where it is shorter. */
function monthsBefore(until: Date, months: number): Date {
  const from = new Date(until);
  from.setUTCMonth(from.getUTCMonth() - months);
  if (from.getUTCDate() !== until.getUTCDate()) from.setUTCDate(0);
  return from;
}

function occurrences({ code, name, begins, days, discount, covers }: Yearly, first: number, last: number): Promotion[] {
  const [month, day] = begins;
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const from = Date.UTC(first + index, month - 1, day);
    return { code: `${code}${(first + index) % 100}`, name, from, to: from + days * DAY, discount, covers };
  });
}

/** How strongly a thing of this season is wanted at a moment, about 1 on average; between months it changes smoothly. */
export function seasonAt(season: Season, at: number): number {
  const date = new Date(at);
  const position = date.getUTCMonth() + (date.getUTCDate() - 15) / 30;
  const month = Math.floor(position);
  const [before, after] = [SEASONS[season][(month + 12) % 12] ?? 1, SEASONS[season][(month + 13) % 12] ?? 1];
  return before + (after - before) * (position - month);
}

export const promotionsAt = ({ promotions }: Calendar, at: number): readonly Promotion[] =>
  promotions.filter(({ from, to }) => from <= at && at < to);

/** How busy the shop is by weekday (Sunday first) and by hour. */
const WEEKDAYS = [1.3, 1.05, 1, 0.95, 0.95, 0.85, 0.9];
const HOURS = [2, 1, 1, 1, 1, 2, 4, 8, 12, 14, 15, 15, 17, 15, 14, 14, 15, 16, 19, 24, 27, 24, 15, 6];
export const SHOP_HOURS = [0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 14, 17, 18, 16, 15, 16, 18, 17, 9, 0, 0, 0, 0, 0];

/** Moves a moment to an hour of its day at which people are there. */
export function atLikelyHour(
  at: number,
  weighted: (hours: readonly number[], weight: (hour: number) => number) => number,
  uniform: number,
  hours: readonly number[] = HOURS,
): number {
  const day = Math.floor(at / DAY) * DAY;
  const hour = weighted(ALL_HOURS, (each) => hours[each] ?? 0);
  return day + hour * HOUR + Math.floor(uniform * HOUR);
}

const ALL_HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** How much likelier a visit is at this moment than on average. */
export function trafficAt(calendar: Calendar, at: number): number {
  const weekday = WEEKDAYS[new Date(at).getUTCDay()] ?? 1;
  const promoted = promotionsAt(calendar, at).some(({ covers }) => covers === undefined) ? 1.6 : 1;
  return weekday * promoted * seasonAt("GIFT", at) ** 0.5;
}
