import fc from "fast-check";
import { expect, test } from "vitest";
import { IDENTITY_KINDS, type IdentityKind } from "../../src/customers/identity-kinds.ts";
import { normaliseIdentities, normaliseIdentity } from "../../src/customers/normalise-identity.ts";

test.each([
  ["EMAIL", " Ada@Example.COM ", "ada@example.com"],
  ["EMAIL", "ada+shop@mail.example.co.uk", "ada+shop@mail.example.co.uk"],
  ["EMAIL", "用户@例子.公司", "用户@例子.公司"],
  ["PHONE", "+44 (0)20 7123 4567", "+442071234567"],
  ["PHONE", "+1-202-555-0123", "+12025550123"],
  ["USER_ID", "  Ada Lovelace ", "Ada Lovelace"],
  ["ANONYMOUS_ID", "Cafe\u0301", "Café"],
] as const)("%s %j is compared as %j", (kind, given, value) => {
  expect(normaliseIdentity(kind, given)).toEqual({ value });
});

test.each([
  ["EMAIL", "ada@localhost", '"ada@localhost" is no e-mail address'],
  ["EMAIL", "ada@example.com, bob@example.com", '"ada@example.com, bob@example.com" is no e-mail address'],
  ["EMAIL", "ada@@example.com", '"ada@@example.com" is no e-mail address'],
  ["PHONE", "02071234567", '"02071234567" is no telephone number in international form, such as +442071234567'],
  ["PHONE", "+44", '"+44" is no telephone number in international form, such as +442071234567'],
  [
    "PHONE",
    "ask +442071234567",
    '"ask +442071234567" is no telephone number in international form, such as +442071234567',
  ],
  ["USER_ID", " \t ", "is empty"],
  ["USER_ID", "a\u0000b", "contains the NUL character, which text cannot hold"],
  ["USER_ID", "a\ud800b", "contains half of a surrogate pair, which is no valid Unicode"],
  ["DEVICE_ID", "x".repeat(513), "is longer than 512 characters"],
] as const)("%s %j is refused", (kind, given, fault) => {
  expect(normaliseIdentity(kind, given)).toEqual({ fault });
});

test("a whole surrogate pair and 512 characters are taken", () => {
  expect(normaliseIdentity("SOCIAL_ID", "😀")).toEqual({ value: "😀" });
  expect(normaliseIdentity("SOCIAL_ID", "x".repeat(512))).toEqual({ value: "x".repeat(512) });
});

test("a normalised value is its own normal form", () => {
  const kinds = fc.constantFrom(...(Object.keys(IDENTITY_KINDS) as IdentityKind[]));
  const texts = fc.oneof(fc.string({ unit: "grapheme" }), fc.emailAddress());

  fc.assert(
    fc.property(kinds, texts, (kind, text) => {
      const once = normaliseIdentity(kind, text);
      fc.pre("value" in once);
      expect(normaliseIdentity(kind, once.value)).toEqual(once);
    }),
  );
});

test("several identifiers come back normalised, each once, the strongest first", () => {
  const { identities, faults } = normaliseIdentities([
    { kind: "ANONYMOUS_ID", value: "cookie" },
    { kind: "EMAIL", value: "ADA@example.com" },
    { kind: "USER_ID", value: "ada" },
    { kind: "EMAIL", value: "ada@example.com " },
  ]);

  expect(faults).toEqual([]);
  expect(identities).toEqual([
    { kind: "USER_ID", value: "ada" },
    { kind: "EMAIL", value: "ada@example.com" },
    { kind: "ANONYMOUS_ID", value: "cookie" },
  ]);
});

test("every fault of several identifiers is told with its place", () => {
  const { faults } = normaliseIdentities([
    { kind: "USER_ID", value: "ada" },
    { kind: "USER_ID", value: "bob" },
    { kind: "EMAIL", value: "" },
    { kind: "PHONE", value: "12" },
  ]);

  expect(faults).toEqual([
    "identities.2.value: EMAIL is empty",
    'identities.3.value: PHONE "12" is no telephone number in international form, such as +442071234567',
    "identities: 2 values of USER_ID; a customer has one",
  ]);
});
