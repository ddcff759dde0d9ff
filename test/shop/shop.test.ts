import { expect, test } from "vitest";
import { dayIn, isCurrency } from "../../src/shop/shop.ts";

test.each([
  ["2026-06-01T15:59:59.999Z", "Asia/Shanghai", "2026-06-01"],
  ["2026-06-01T16:00:00.000Z", "Asia/Shanghai", "2026-06-02"],
  ["2026-03-29T00:30:00.000Z", "Europe/London", "2026-03-29"],
  ["2026-06-30T23:00:00.000Z", "Europe/London", "2026-07-01"],
  ["2026-01-01T04:59:59.999Z", "America/New_York", "2025-12-31"],
  ["1990-01-01T00:00:00.000Z", "UTC", "1990-01-01"],
])("%s is in %s on %s", (moment, timeZone, day) => {
  expect(dayIn(timeZone, new Date(moment))).toBe(day);
});

test.each([
  ["GBP", true],
  ["KWD", true],
  ["gbp", false],
  ["GB", false],
  ["", false],
  ["€", false],
])("whether %j is a currency: %s", (code, is) => {
  expect(isCurrency(code)).toBe(is);
});
