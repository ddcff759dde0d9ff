import fc from "fast-check";
import { expect, test } from "vitest";
import { type QuietHours, quietHoursFault, quietUntil } from "../../src/campaigns/quiet-hours.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const NIGHT: QuietHours = { from: "21:00", to: "08:00", timeZone: "Europe/London" };
const untilOf = (hours: QuietHours, now: string, zone: string | null = null): string | undefined =>
  quietUntil(hours, zone, new Date(now))?.toISOString();

test.each([
  ["2026-01-10T20:59:59.999Z", undefined],
  ["2026-01-10T21:00:00.000Z", "2026-01-11T08:00:00.000Z"],
  ["2026-01-10T23:59:59.999Z", "2026-01-11T08:00:00.000Z"],
  ["2026-01-11T00:00:00.000Z", "2026-01-11T08:00:00.000Z"],
  ["2026-01-11T07:59:59.999Z", "2026-01-11T08:00:00.000Z"],
  ["2026-01-11T08:00:00.000Z", undefined],
  ["2026-07-10T20:00:00.000Z", "2026-07-11T07:00:00.000Z"],
])("a night of London's, at %s, is quiet until %s", (now, until) => {
  expect(untilOf(NIGHT, now)).toBe(until);
});

test("hours of the day are quiet within the day", () => {
  const siesta = { from: "13:00", to: "15:30", timeZone: "Europe/Madrid" };

  expect(untilOf(siesta, "2026-07-10T10:59:59Z")).toBeUndefined();
  expect(untilOf(siesta, "2026-07-10T11:00:00Z")).toBe("2026-07-10T13:30:00.000Z");
  expect(untilOf(siesta, "2026-07-10T13:30:00Z")).toBeUndefined();
});

test("the customer's own zone decides; one that is not known, or is none, leaves it to the campaign's", () => {
  const now = "2026-01-10T22:00:00Z";

  expect(untilOf(NIGHT, now, "America/New_York")).toBeUndefined();
  expect(untilOf(NIGHT, now, "Asia/Kolkata")).toBe("2026-01-11T02:30:00.000Z");
  expect(untilOf(NIGHT, now, "Asia/Kathmandu")).toBe("2026-01-11T02:15:00.000Z");
  expect(untilOf(NIGHT, now, null)).toBe("2026-01-11T08:00:00.000Z");
  expect(untilOf(NIGHT, now, "Mars/Olympus_Mons")).toBe("2026-01-11T08:00:00.000Z");
  expect(untilOf(NIGHT, now, "")).toBe("2026-01-11T08:00:00.000Z");
});

const hours = (from: string, to: string, timeZone: string): QuietHours => ({ from, to, timeZone });

test.each([
  ["a night in which clocks go forward is an hour shorter", NIGHT, "2026-03-28T22:00:00Z", "2026-03-29T07:00:00.000Z"],
  ["one in which they go back is an hour longer", NIGHT, "2026-10-24T21:00:00Z", "2026-10-25T08:00:00.000Z"],
  [
    "an end that does not exist has come when the clock has leapt over it",
    hours("22:00", "02:30", "Europe/Berlin"),
    "2026-03-28T22:00:00Z",
    "2026-03-29T01:00:00.000Z",
  ],
  [
    "an end that exists twice comes the first time",
    hours("22:00", "02:30", "Europe/Berlin"),
    "2026-10-24T21:00:00Z",
    "2026-10-25T00:30:00.000Z",
  ],
  [
    "and once more, after the clock has been put back into quiet hours",
    hours("22:00", "02:30", "Europe/Berlin"),
    "2026-10-25T01:00:00Z",
    "2026-10-25T01:30:00.000Z",
  ],
  ["between the two nobody is disturbed", hours("22:00", "02:30", "Europe/Berlin"), "2026-10-25T00:45:00Z", undefined],
  [
    "a beginning that does not exist is the leap",
    hours("02:30", "06:00", "America/New_York"),
    "2026-03-08T07:00:00Z",
    "2026-03-08T10:00:00.000Z",
  ],
  [
    "quiet hours that the clock leaps over altogether are none",
    hours("02:00", "03:00", "Europe/Berlin"),
    "2026-03-29T01:00:00Z",
    undefined,
  ],
  [
    "half an hour forward on Lord Howe Island",
    hours("21:00", "08:00", "Australia/Lord_Howe"),
    "2026-10-03T12:00:00Z",
    "2026-10-03T21:00:00.000Z",
  ],
  [
    "and half an hour back",
    hours("21:00", "01:45", "Australia/Lord_Howe"),
    "2026-04-04T12:00:00Z",
    "2026-04-04T14:45:00.000Z",
  ],
  [
    "in Samoa, the night before a day that was left out",
    hours("21:00", "08:00", "Pacific/Apia"),
    "2011-12-30T08:00:00Z",
    "2011-12-30T18:00:00.000Z",
  ],
])("%s", (_, quiet, now, until) => {
  expect(untilOf(quiet, now)).toBe(until);
});

const ZONES = [
  "UTC",
  "Europe/London",
  "Europe/Dublin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Africa/Casablanca",
  "Antarctica/Troll",
];
const FORMATS = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  ]),
);

/** Straight from what a clock shows, as text: HH:MM sorts as time does. */
function isQuietAt({ from, to, timeZone }: QuietHours, moment: number): boolean {
  const shown = FORMATS.get(timeZone)?.format(moment) ?? "";
  return from < to ? from <= shown && shown < to : from <= shown || shown < to;
}

const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const anyHours = fc
  .record({ from: anyTime, to: anyTime, timeZone: fc.constantFrom(...ZONES) })
  .filter((quiet) => quietHoursFault(quiet) === undefined);

/** Any moment, and often one within half a day of a change of clocks. */
const CHANGES = [
  "2026-03-08T07:00Z",
  "2026-03-29T01:00Z",
  "2026-10-25T01:00Z",
  "2026-04-04T15:00Z",
  "2026-10-03T15:30Z",
];
const anyMoment = fc.oneof(
  fc.date({ min: new Date("2005-01-01"), max: new Date("2035-01-01"), noInvalidDate: true }),
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -DAY / 2, max: DAY / 2 }))
    .map(([change, away]) => new Date(Date.parse(change) + away)),
);

test("quiet hours end where the clock says so, and not a minute earlier", () => {
  fc.assert(
    fc.property(anyHours, anyMoment, (quiet, now) => {
      const until = quietUntil(quiet, null, now);

      expect(until !== undefined).toBe(isQuietAt(quiet, now.getTime()));
      if (until === undefined) return;
      expect(isQuietAt(quiet, until.getTime())).toBe(false);
      expect(isQuietAt(quiet, until.getTime() - 1)).toBe(true);
      expect(until.getTime() - now.getTime()).toBeLessThan(2 * DAY);
      const early: number[] = [];
      for (let moment = now.getTime(); moment < until.getTime(); moment += MINUTE) {
        if (!isQuietAt(quiet, moment)) early.push(moment);
      }
      expect(early).toEqual([]);
      expect(quietUntil(quiet, null, until)).toBeUndefined();
    }),
    { numRuns: 400 },
  );
});

test("a hundred thousand customers are asked in a few seconds", () => {
  const now = Date.parse("2026-03-28T22:00:00Z");
  const zones = [...ZONES, null, "no zone", "EUROPE/PARIS"];
  const started = performance.now();
  for (let customer = 0; customer < 100_000; customer++) {
    quietUntil(NIGHT, zones[customer % zones.length] ?? null, new Date(now + (customer % 1000)));
  }

  expect(performance.now() - started).toBeLessThan(5_000);
});

test.each([
  [hours("24:00", "08:00", "UTC"), ["from"], 'from is "24:00"; it is a time from 00:00 to 23:59, such as 21:00'],
  [hours("9:00", "08:00", "UTC"), ["from"], 'from is "9:00"; it is a time from 00:00 to 23:59, such as 21:00'],
  [hours("09:00", "08:60", "UTC"), ["to"], 'to is "08:60"; it is a time from 00:00 to 23:59, such as 21:00'],
  [hours("09:00", "08:00\n", "UTC"), ["to"], 'to is "08:00\n"; it is a time from 00:00 to 23:59, such as 21:00'],
  [
    hours("08:00", "08:00", "UTC"),
    ["to"],
    "to is 08:00, as is from; quiet hours end at another time, or no message would ever leave",
  ],
  [
    hours("21:00", "08:00", "Paris"),
    ["timeZone"],
    'timeZone is "Paris"; it is an IANA time zone such as Europe/London',
  ],
])("%j is refused at %j", (quiet, path, message) => {
  expect(quietHoursFault(quiet)).toEqual({ path, message });
});

test.each([NIGHT, hours("00:00", "23:59", "Asia/Kathmandu"), hours("23:59", "00:00", "UTC")])(
  "%j is right",
  (quiet) => {
    expect(quietHoursFault(quiet)).toBeUndefined();
  },
);
