import { expect, test } from "vitest";
import { moment, share, wholeNumber } from "../../src/cli/arguments.ts";

test("a moment is a day, which begins at midnight UTC, or has its zone", () => {
  const told = ["2026-01-11", "2026-01-11T10:00Z", "2026-01-11T10:00+01:00", "2026-01-11T10:00:30.5+0100"].map(moment);

  expect(told.map((each) => each.toISOString())).toEqual([
    "2026-01-11T00:00:00.000Z",
    "2026-01-11T10:00:00.000Z",
    "2026-01-11T09:00:00.000Z",
    "2026-01-11T09:00:30.500Z",
  ]);
});

test.each(["2026-02-30", "2026-01-11T10:00", "11.01.2026", "soon", ""])("%j is no moment", (text) => {
  expect(() => moment(text)).toThrow("It is a moment such as 2026-06-15T12:00Z, or a day");
});

test.each(["0", "1", "-0.2", "abc", " "])("%j is no share", (text) => {
  expect(() => share(text)).toThrow("It is a share above 0 and below 1, such as 0.2.");
});

test("a whole number lies within its bounds", () => {
  const least = wholeNumber(1, 1_000);

  expect(least("1000")).toBe(1_000);
  for (const text of ["0", "1001", "1.5", "-1", "ten"]) {
    expect(() => least(text)).toThrow("It is a whole number from 1 to 1000.");
  }
});
