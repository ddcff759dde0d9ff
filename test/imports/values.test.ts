import fc from "fast-check";
import { expect, test } from "vitest";
import { dateTimeReader } from "../../src/imports/date-times.ts";
import { decimalOfNumber } from "../../src/imports/decimals.ts";
import { exactDecimal, shortestFloat } from "../../src/imports/parquet-cells.ts";
import { aMap, aView, imported, VIEW } from "./import.ts";

function read(format: string, zone: string | undefined, text: string): string | undefined {
  const reader = dateTimeReader(format, zone);
  return typeof reader === "string" ? reader : reader.read(text)?.toISOString();
}

async function property(rule: string, v: unknown, file = ""): Promise<unknown> {
  const [event] = await imported(aMap({ file, touchpoint: `${VIEW}\nproperties: { p: ${rule} }` }), aView({ v }));
  if (event?.kind === "touchpoint") return Object.values(event.touchpoint.properties ?? {})[0];
  return event?.reason;
}

test.each([
  ["yyyy-MM-dd HH:mm:ss", "Europe/London", "2010-07-01 09:15:00", "2010-07-01T08:15:00.000Z"],
  ["d/M/yy h:mm a", "America/New_York", "4/7/10 1:05 pm", "2010-07-04T17:05:00.000Z"],
  ["dd MMM yyyy 'at' HH:mm XXX", undefined, "04 Jul 2010 at 10:00 +02:00", "2010-07-04T08:00:00.000Z"],
  ["iso", undefined, "2010-07-01T09:15:00.123456+01:00", "2010-07-01T08:15:00.123Z"],
  ["iso", "Asia/Kolkata", "2010-07-01", "2010-06-30T18:30:00.000Z"],
  ["iso", undefined, "2010-07-01T09:15:00", undefined],
  ["iso", "UTC", "2010-02-30", undefined],
  ["unixSeconds", undefined, "881250949", "1997-12-04T15:55:49.000Z"],
  ["unixMilliseconds", undefined, "881250949000", "1997-12-04T15:55:49.000Z"],
])("%s in %s reads %s", (format, zone, text, instant) => {
  expect(read(format, zone, text)).toBe(instant);
});

test("an hour that does not occur moves on by the gap, one that occurs twice is the earlier", () => {
  expect(read("iso", "Europe/London", "2010-03-28T01:30:00")).toBe("2010-03-28T01:30:00.000Z");
  expect(read("iso", "Europe/London", "2010-10-31T01:30:00")).toBe("2010-10-31T00:30:00.000Z");
});

test("a wall-clock time and its instant agree with Intl in every zone", () => {
  const zones = ["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"];
  const instants = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2035, 0) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
      const wall = wallClock(zone, instant);
      const back = Date.parse(read("iso", zone, wall) ?? "");

      expect(wallClock(zone, back)).toBe(wall);
      expect(back).toBeLessThanOrEqual(instant);
    }),
  );
});

function wallClock(zone: string, instant: number): string {
  return new Date(instant).toLocaleString("sv-SE", { timeZone: zone });
}

test("formats that can't be read are told in words", () => {
  expect(read("yyyy-MM-DD", "UTC", "")).toMatch(/^"D" means nothing; known: yyyy/);
  expect(read("yyyy-MM", "UTC", "")).toBe(
    "a date needs a year (yyyy or yy), a month (MM, M or MMM) and a day (dd or d)",
  );
  expect(read("yyyy-MM-dd", undefined, "")).toBe("times without an offset need a `zone`, such as Europe/London or UTC");
});

test.each([
  ["{ column: v, type: decimal }", 2.1, "2.1"],
  ["{ column: v, type: decimal }", 1e-7, "0.0000001"],
  ["{ column: v, type: decimal }", "19.90", "19.90"],
  ["{ column: v, type: decimal, transform: negate }", "-0.05", "0.05"],
  ["{ column: v, type: number }", "19.90", 19.9],
  ["{ column: v, type: integer, transform: absolute }", "-3.0", 3],
  ["{ column: v, type: integer }", 9007199254740993n, "9007199254740993"],
  ["{ column: v, type: boolean }", "Yes", true],
  ["{ column: v, type: date, format: dd.MM.yyyy }", "09.12.1815", "1815-12-09"],
  ["{ column: v, transform: [trim, upper] }", " tea ", "TEA"],
  ["{ template: 'x-{v}-{email}' }", " 5 ", "x-5-ada@example.com"],
  ["{ template: 'x-{v}' }", "", undefined],
  ["{ column: v, lookup: { table: { NO: Norway }, otherwise: omit } }", "NO", "Norway"],
  ["{ column: v, lookup: { table: { NO: Norway }, otherwise: omit } }", "XX", undefined],
  ["{ column: v, lookup: { table: { NO: Norway }, otherwise: keep } }", "XX", "XX"],
  [
    "{ column: v, lookup: { table: { NO: Norway }, otherwise: reject } }",
    "XX",
    'column "v" (touchpoint.properties.p): "XX" is not in the table of the map',
  ],
  ["{ column: v, lookup: { atLeast: { 56: old, 18: young }, otherwise: omit } }", "55.5", "young"],
  ["{ column: v, lookup: { atLeast: { 56: old, 18: young }, otherwise: omit } }", 56n, "old"],
  ["{ column: v, lookup: { atLeast: { 56: old, 18: young }, otherwise: omit } }", " 17 ", undefined],
  ["{ column: v, lookup: { atLeast: { -1.5: cold }, otherwise: keep } }", "warm", "warm"],
  [
    "{ column: v, lookup: { atLeast: { 18: young }, otherwise: reject } }",
    "17",
    'column "v" (touchpoint.properties.p): "17" is not in the table of the map',
  ],
  [
    "{ column: v, type: integer }",
    "1.5",
    'column "v" (touchpoint.properties.p): "1.5" is not a whole number such as 12',
  ],
  ["{ column: v, required: true }", " ", 'column "v" is empty, but touchpoint.properties.p is required'],
])("%s of %s is %s", async (rule, cell, value) => {
  expect(await property(rule, cell)).toBe(value);
});

test("with a decimal comma text is read with it, and numbers stay numbers", async () => {
  const file = 'file: { decimalMark: "," }';

  expect(await property("{ column: v, type: decimal }", "12,50", file)).toBe("12.50");
  expect(await property("{ column: v, type: decimal }", 12.5, file)).toBe("12.5");
  expect(await property("{ column: v, type: decimal }", "1.250", file)).toMatch(/is not a number such as 12,50$/);
});

test("a double comes back from its decimal", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e99, max: 1e99 }), (value) => {
      expect(Number(decimalOfNumber(value))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test("a four-byte float shows the decimal that was written", () => {
  expect(shortestFloat(Math.fround(2.1))).toBe(2.1);
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Math.fround(shortestFloat(value)) === value).toBe(true);
    }),
  );
});

test("Parquet decimals are exact at any width", () => {
  expect(exactDecimal(3, 1)).toBe("0.3");
  expect(exactDecimal(-1_999n, 2)).toBe("-19.99");
  expect(exactDecimal(Uint8Array.of(0xff, 0xfe), 2)).toBe("-0.02");
});
