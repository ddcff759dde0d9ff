const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** All transitions of today's zones fall on quarters of an hour, so one question to Intl answers for a quarter. */
const QUARTER = 15 * MINUTE;
/** About 10 MB a zone; a file that spans more than 5 years of distinct quarters starts over. */
const REMEMBERED = 200_000;

/** Many thousands of names are one zone's, as case does not matter, so what is remembered has an end too. */
const REMEMBERED_ZONES = 1_000;

/** The clocks on the walls of one zone. */
export interface ZoneClock {
  /** Milliseconds by which they are ahead of UTC at an instant. */
  offsetAt(utc: number): number;
  /** Milliseconds since 1970 UTC of a wall-clock time, itself written as if it were UTC. */
  instantOf(wallClock: number): number;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * A wall-clock time that occurs twice (clocks go back) means the earlier instant; one that does not occur (clocks go
 * forward) is moved on by the length of the gap, 01:30 -> 02:30. That is the rule of java.time and Temporal
 * ("compatible"). Intl knows the zones and comes with Node; a date library would bring its own copy of them.
 */
export function zoneClock(zone: string): ZoneClock {
  const offsetAt = rememberedOffsets(zone);
  return {
    offsetAt,
    instantOf(wallClock) {
      const before = offsetAt(wallClock - DAY);
      const after = offsetAt(wallClock + DAY);
      const candidates = [wallClock - before, wallClock - after].filter((utc) => utc + offsetAt(utc) === wallClock);
      return candidates.length > 0 ? Math.min(...candidates) : wallClock - before;
    },
  };
}

const CLOCKS = new Map<string, ZoneClock | undefined>();

/** The clock of a zone, the same one each time, or undefined where there is no such zone. */
export function knownClock(zone: string): ZoneClock | undefined {
  if (CLOCKS.has(zone)) return CLOCKS.get(zone);
  if (CLOCKS.size >= REMEMBERED_ZONES) CLOCKS.clear();
  const clock = isTimeZone(zone) ? zoneClock(zone) : undefined;
  CLOCKS.set(zone, clock);
  return clock;
}

/** Asking Intl takes about 3 microseconds, remembering 0.1. */
function rememberedOffsets(zone: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const known = new Map<number, number>();
  return (utc) => {
    const quarter = Math.floor(utc / QUARTER);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    if (known.size >= REMEMBERED) known.clear();
    const offset = offsetOf(format.format(quarter * QUARTER));
    known.set(quarter, offset);
    return offset;
  };
}

/** "12/1/2009, GMT-03:30" -> milliseconds; "GMT" alone is 0. */
function offsetOf(formatted: string): number {
  const [, sign, hours, minutes, seconds = "0"] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(formatted) ?? [];
  if (sign === undefined) return 0;
  const size = Number(hours) * 60 * MINUTE + Number(minutes) * MINUTE + Number(seconds) * 1000;
  return sign === "-" ? -size : size;
}
