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

const MAIL = {
  SMTP_URL: "smtp://ada:secret@mail.example:587",
  MAIL_FROM: "Shop <news@shop.example>",
  PUBLIC_URL: "https://cdp.example/",
};

test("with SMTP_URL e-mails go to that server, and their links begin with PUBLIC_URL", () => {
  expect(readConfig(MAIL)).toMatchObject({
    smtp: { url: MAIL.SMTP_URL, from: MAIL.MAIL_FROM },
    publicUrl: "https://cdp.example",
  });
  expect(readConfig({})).toMatchObject({ smtp: undefined, publicUrl: undefined });
});

test.each<[string, object, RegExp]>([
  ["a sender is missing", { MAIL_FROM: "" }, /MAIL_FROM /],
  ["nobody could follow a link", { PUBLIC_URL: "" }, /PUBLIC_URL is missing; the links of e-mails/],
  ["the server's URL is none", { SMTP_URL: "http://ada:secret@mail.example" }, /SMTP_URL /],
  ["the public URL is none", { PUBLIC_URL: "cdp.example" }, /PUBLIC_URL is "cdp.example"; it is a URL such as/],
])("settings of mail are refused where %s, without the password", (_case, given, message) => {
  const read = () => readConfig({ ...MAIL, ...given });

  expect(read).toThrow(message);
  expect(read).not.toThrow(/secret/);
});
