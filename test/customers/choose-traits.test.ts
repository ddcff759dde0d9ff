import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseTraits } from "../../src/customers/choose-traits.ts";
import type { Claim } from "../../src/customers/claim.entity.ts";

const aClaim = (given: Partial<Claim>): Claim => ({
  customerId: "C",
  name: "city",
  identifierKind: "USER_ID",
  identifierValue: "ada",
  source: "crm",
  value: "London",
  observedAt: new Date("2026-06-01T10:00:00Z"),
  ...given,
});

const cityOf = (...claims: Claim[]) => chooseTraits(claims).columns.city;

test("the claim observed last is shown", () => {
  const older = aClaim({ value: "Paris", observedAt: new Date("2026-05-01T10:00:00Z"), source: "web" });

  expect(cityOf(aClaim({}), older)).toBe("London");
});

test("of claims of the same moment the one under the strongest identifier is shown", () => {
  const weaker = aClaim({ value: "Paris", identifierKind: "EMAIL", identifierValue: "ada@example.com" });

  expect(cityOf(weaker, aClaim({}))).toBe("London");
});

test("of claims that are alike but for their source the first source by name is shown", () => {
  expect(cityOf(aClaim({ source: "web", value: "Paris" }), aClaim({}))).toBe("London");
});

test("a newer claim without a value clears a trait, with and without a column", () => {
  const newer = new Date("2026-06-02T10:00:00Z");
  const claims = [
    aClaim({}),
    aClaim({ value: null, observedAt: newer, source: "web" }),
    aClaim({ name: "traits.shoe size", value: 38 }),
    aClaim({ name: "traits.shoe size", value: null, observedAt: newer, source: "web" }),
    aClaim({ name: "traits.city", value: "a trait of the same name" }),
  ];

  const { columns, custom } = chooseTraits(claims);

  expect(columns.city).toBeNull();
  expect(custom).toEqual({ city: "a trait of the same name" });
});

test("the order in which claims arrive decides nothing", () => {
  const claim = fc.record({
    name: fc.constantFrom("city", "country", "traits.size", "traits.colour"),
    identifierKind: fc.constantFrom("USER_ID", "EMAIL"),
    identifierValue: fc.constantFrom("1", "2"),
    source: fc.constantFrom("crm", "web"),
    value: fc.constantFrom(null, "x", "y", 1),
    observedAt: fc.constantFrom(new Date(1), new Date(2), new Date(3)),
  }) satisfies fc.Arbitrary<Partial<Claim>>;
  const key = (of: Partial<Claim>) => [of.name, of.identifierKind, of.identifierValue, of.source].join();
  const told = fc.uniqueArray(claim, { selector: key, maxLength: 12 });
  const twice = told.chain((claims) =>
    fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
  );

  fc.assert(
    fc.property(twice, ([claims, shuffled]) => {
      expect(chooseTraits(shuffled.map(aClaim))).toEqual(chooseTraits(claims.map(aClaim)));
    }),
  );
});
