import { InvalidArgumentError } from "commander";

/** A whole number within bounds, as an option's value. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It is a share above 0 and below 1, such as 0.2.");
}

/** A day that does not exist would be taken for the next one that does. */
export function moment(text: string): Date {
  const date = new Date(text);
  const [, day] = /^(\d{4}-\d{2}-\d{2})(T|$)/.exec(text) ?? [];
  const exists = day !== undefined && isDay(day);
  const zoned = !text.includes("T") || /(Z|[+-]\d{2}:?\d{2})$/.test(text); // else it would be the machine's zone
  if (exists && zoned && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError("It is a moment such as 2026-06-15T12:00Z, or a day, which begins at midnight UTC.");
}

export function past(text: string): Date {
  const date = moment(text);
  if (date.getTime() > Date.now()) throw new InvalidArgumentError("It is not in the future.");
  return date;
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
