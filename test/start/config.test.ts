import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";

test.each([
  [undefined, 1],
  ["1", 1],
  ["64", 64],
  ["auto", availableParallelism()],
])("with WORKERS=%s there are %i processes that serve", (WORKERS, workers) => {
  expect(readConfig({ WORKERS })).toMatchObject({ workers });
});

test.each([
  [undefined, ["PERSONALISATION", "ANALYTICS"]],
  ["", ["PERSONALISATION", "ANALYTICS"]],
  ["none", []],
  ["ANALYTICS, MARKETING", ["ANALYTICS", "MARKETING"]],
])("with CONSENT_ASSUMED=%s there holds, until it is refused, %j", (CONSENT_ASSUMED, assumedConsents) => {
  expect(readConfig({ CONSENT_ASSUMED })).toMatchObject({ shop: { assumedConsents } });
});

test.each(["all", "ANALYTICS,", "analytics", "ANALYTICS,ANALYTICS", "none,ANALYTICS"])(
  "CONSENT_ASSUMED=%s is refused",
  (CONSENT_ASSUMED) => {
    expect(() => readConfig({ CONSENT_ASSUMED })).toThrow(
      `CONSENT_ASSUMED is "${CONSENT_ASSUMED}"; it is none, or of MARKETING, ANALYTICS, PERSONALISATION, THIRD_PARTY_SHARING each at most once, with commas`,
    );
  },
);

test.each(["0", "65", "1.5", "-2", "many"])("WORKERS=%s is refused", (WORKERS) => {
  expect(() => readConfig({ WORKERS })).toThrow(`WORKERS is "${WORKERS}"; it is a whole number from 1 to 64, or auto`);
});
