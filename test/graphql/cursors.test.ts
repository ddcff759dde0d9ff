import fc from "fast-check";
import { GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { type CursorType, decodeCursor } from "../../src/graphql/cursors.ts";

const encode = (values: unknown): string => Buffer.from(JSON.stringify(values)).toString("base64url");

const moment = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().replace("T", " ").replace("Z", "+00"));
const number = fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?$/);
const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\u0000"));

test("what was written into a cursor is read from it", () => {
  const types: CursorType[] = ["timestamptz", "boolean", "uuid", "numeric", "text"];
  const values = fc.tuple(moment, fc.boolean().map(String), fc.uuid(), number, text);

  const property = fc.property(values, (keys) => {
    expect(decodeCursor(encode(["ORDER", ...keys]), "ORDER", types, [])).toEqual(keys);
  });

  fc.assert(property);
});

const anything = fc.oneof(
  fc.string(),
  fc.anything().map((value) => encode(value ?? null)),
  fc.array(fc.string()).map(encode),
);

test("whatever else is given as a cursor is the caller's fault, and nothing is let through", () => {
  const property = fc.property(anything, (cursor) => {
    const read = (): string[] => decodeCursor(cursor, "ORDER", ["uuid"], ["after"]);
    expect(read).toThrow(GraphQLError);
    expect(read).toThrow(/^This (is not a cursor of this list|cursor belongs to the order)/);
  });

  fc.assert(property);
});

test.each([
  ["uuid", "00000000-0000-0000-0000-00000000000g"],
  ["uuid", "00000000000000000000000000000000"],
  ["uuid", "00000000-0000-0000-0000-000000000000 "],
  ["timestamptz", "2026-01-01T00:00:00Z"],
  ["timestamptz", "2026-01-01 00:00:00+01"],
  ["timestamptz", "2026-02-29 00:00:00+00"],
  ["timestamptz", "2026-01-01 00:00:00.1234567+00"],
  ["timestamptz", "0001-01-01 00:00:00+00 BC"],
  ["timestamptz", "-infinity"],
  ["boolean", "t"],
  ["boolean", "true "],
  ["numeric", "NaN"],
  ["numeric", "1e5"],
  ["numeric", "1."],
  ["numeric", " 1"],
  ["numeric", "9".repeat(41)],
  ["text", "a\u0000"],
] as const)("no %s is %j", (type, value) => {
  const read = (): string[] => decodeCursor(encode(["ORDER", value]), "ORDER", [type], ["after"]);

  expect(read).toThrow("This is not a cursor of this list: take it from pageInfo or from an edge.");
});
