import { isTimeZone, knownClock, type ZoneClock } from "../math/time-zones.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Clocks are put forward and back on quarters of an hour. */
const QUARTER = 15 * MINUTE;

/** While a clock on the wall shows `from` or later and not yet `to`, nobody is sent anything; over midnight too. */
export interface QuietHours {
  /** HH:MM. */
  readonly from: string;
  readonly to: string;
  /** Of those whose own time zone is not known. */
  readonly timeZone: string;
}

/** What is wrong first, and where; undefined where nothing is. */
export function quietHoursFault({ from, to, timeZone }: QuietHours): { path: string[]; message: string } | undefined {
  for (const [field, time] of Object.entries({ from, to })) {
    if (/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) continue;
    return { path: [field], message: `${field} is "${time}"; it is a time from 00:00 to 23:59, such as 21:00` };
  }
  if (from === to) {
    const message = `to is ${to}, as is from; quiet hours end at another time, or no message would ever leave`;
    return { path: ["to"], message };
  }
  if (isTimeZone(timeZone)) return undefined;
  const message = `timeZone is "${timeZone}"; it is an IANA time zone such as Europe/London`;
  return { path: ["timeZone"], message };
}

/**
 * When quiet hours end for somebody, or undefined where they are not quiet now. The clock on their wall decides, whatever
 * is done to it: an end that it leaps over has come when it has leapt; where it is put back into quiet hours they are
 * quiet once more.
 */
export function quietUntil(hours: QuietHours, zone: string | null, now: Date): Date | undefined {
  const clock = (zone === null ? undefined : knownClock(zone)) ?? knownClock(hours.timeZone);
  if (clock === undefined) throw new Error("the quiet hours have no time zone");
  const [from, to] = [timeOfDay(hours.from), timeOfDay(hours.to)];
  let moment = now.getTime();
  while (isQuiet(clock, moment, from, to)) moment = nextMoment(clock, moment, to);
  return moment === now.getTime() ? undefined : new Date(moment);
}

/** "21:30" -> milliseconds after midnight. */
function timeOfDay(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE;
}

const shownAt = (clock: ZoneClock, moment: number): number => modulo(moment + clock.offsetAt(moment), DAY);

function isQuiet(clock: ZoneClock, moment: number, from: number, to: number): boolean {
  const time = shownAt(clock, moment);
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** When the clock will show `to` if nobody touches it, or when it is put forward or back before that. */
function nextMoment(clock: ZoneClock, moment: number, to: number): number {
  const end = moment + modulo(to - shownAt(clock, moment), DAY);
  const offset = clock.offsetAt(moment);
  if (clock.offsetAt(end) === offset) return end;
  let [before, after] = [Math.floor(moment / QUARTER), Math.floor(end / QUARTER)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (clock.offsetAt(middle * QUARTER) === offset) before = middle;
    else after = middle;
  }
  return after * QUARTER;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
