import { zoneClock } from "../math/time-zones.ts";

/** Reads the instants of one column; `read` answers undefined where the text is no such date. */
export interface DateTimeReader {
  /** What a right value looks like, for messages. */
  about: string;
  read(text: string): Date | undefined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Longest first, so that MM is not read as M and M. */
const TOKENS: Record<string, string> = {
  yyyy: "(?<year>\\d{4})",
  SSS: "(?<fraction>\\d{1,9})",
  MMM: `(?<monthName>${MONTHS.join("|")})`,
  XXX: "(?<offset>Z|[+-]\\d{2}:?\\d{2})",
  yy: "(?<shortYear>\\d{2})",
  MM: "(?<month>\\d{2})",
  dd: "(?<day>\\d{2})",
  HH: "(?<hour>\\d{2})",
  hh: "(?<hour12>\\d{2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
  M: "(?<month>\\d{1,2})",
  d: "(?<day>\\d{1,2})",
  H: "(?<hour>\\d{1,2})",
  h: "(?<hour12>\\d{1,2})",
  a: "(?<half>AM|PM)",
};
const SPELLING = new RegExp(`'[^']*'|${Object.keys(TOKENS).join("|")}|[\\s\\S]`, "g");
const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?\s?(?<offset>Z|[+-]\d{2}:?\d{2})?$/;

/**
 * The reader of a format, or in words what is wrong with the format. Without a zone only times with an offset of their
 * own are read: to take UTC for a shop's wall clock would shift its days and nobody would see it.
 */
export function dateTimeReader(format: string, zone?: string): DateTimeReader | string {
  if (format.startsWith("unix") && zone !== undefined) return "a unix time has no zone: leave `zone` out";
  if (format === "unixSeconds") return unixReader(1000, "seconds since 1970, such as 881250949");
  if (format === "unixMilliseconds") return unixReader(1, "milliseconds since 1970, such as 881250949000");
  if (format === "iso") return wallClockReader(ISO, isoAbout(zone), zone);
  const pattern = patternOf(format);
  if (!(pattern instanceof RegExp)) return pattern;
  if (zone === undefined && !pattern.source.includes("<offset>"))
    return "times without an offset need a `zone`, such as Europe/London or UTC";
  return wallClockReader(pattern, `a date-time written as ${format}`, zone);
}

function isoAbout(zone: string | undefined): string {
  const example = "2010-03-28T09:15:00";
  if (zone !== undefined) return `a date-time such as ${example} or ${example}Z`;
  return `a date-time with an offset such as ${example}Z (for times without, the map must name their zone)`;
}

function patternOf(format: string): RegExp | string {
  const parts = format.match(SPELLING) ?? [];
  const unknown = parts.find((part) => /^[A-Za-z]$/.test(part) && TOKENS[part] === undefined);
  const known = Object.keys(TOKENS).join(" ");
  if (unknown !== undefined)
    return `"${unknown}" means nothing; known: ${known}, words in 'quotes', iso, unixSeconds, unixMilliseconds`;
  const source = parts.map((part) => TOKENS[part] ?? literal(part)).join("");
  try {
    return complete(new RegExp(`^${source}$`, "i"), source);
  } catch {
    return "a part stands in it twice; each may stand once";
  }
}

function complete(pattern: RegExp, source: string): RegExp | string {
  const has = (part: string) => source.includes(`<${part}`);
  const whole = (has("year") || has("shortYear")) && has("month") && has("day");
  if (!whole) return "a date needs a year (yyyy or yy), a month (MM, M or MMM) and a day (dd or d)";
  return has("hour12") === has("half") ? pattern : "hours of 1 to 12 (hh or h) and AM or PM (a) go together";
}

function literal(part: string): string {
  const text = part.length > 1 && part.startsWith("'") ? part.slice(1, -1) || "'" : part;
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

function unixReader(milliseconds: number, about: string): DateTimeReader {
  return {
    about,
    read(text) {
      if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
      return validDate(Math.round(Number(text) * milliseconds));
    },
  };
}

function wallClockReader(pattern: RegExp, about: string, zone: string | undefined): DateTimeReader {
  const clock = zone === undefined ? undefined : zoneClock(zone);
  return {
    about,
    read(text) {
      const parts: Parts | undefined = pattern.exec(text)?.groups;
      const wallClock = parts && wallClockOf(parts);
      if (parts === undefined || wallClock === undefined) return undefined;
      const offset = parts.offset;
      if (offset !== undefined) return validDate(wallClock - offsetOf(offset));
      return clock && validDate(clock.instantOf(wallClock));
    },
  };
}

/** What the named groups of a pattern caught. */
type Part = "year" | "shortYear" | "month" | "monthName" | "day" | "hour" | "hour12" | "half" | "minute" | "second";
type Parts = Partial<Record<Part | "fraction" | "offset", string>>;

/** Date.UTC rolls 31 February over into March; a date that does not come back as it was written is none. */
function wallClockOf(parts: Parts): number | undefined {
  const year = Number(parts.year ?? `20${parts.shortYear}`);
  const month = parts.monthName === undefined ? Number(parts.month) : monthNumber(parts.monthName);
  const [day, hour] = [Number(parts.day), hourOf(parts)];
  const [minute, second] = [Number(parts.minute ?? 0), Number(parts.second ?? 0)];
  if (hour === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const milliseconds = Math.floor(Number(`0.${parts.fraction ?? 0}`) * 1000);
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function monthNumber(name: string): number {
  return MONTHS.findIndex((month) => month.toLowerCase() === name.toLowerCase()) + 1;
}

function hourOf(parts: Parts): number | undefined {
  const half = parts.half?.toUpperCase();
  if (parts.hour12 === undefined) return Number(parts.hour ?? 0);
  const hour = Number(parts.hour12);
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === "PM" ? 12 : 0);
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith("-") ? -minutes : minutes) * 60_000;
}

function validDate(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
