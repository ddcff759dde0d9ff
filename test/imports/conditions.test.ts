import { expect, test } from "vitest";
import { aMap, aView, imported, VIEW } from "./import.ts";

async function skips(condition: string, v: unknown): Promise<string | undefined> {
  const skip = `skip: [{ reason: left out, when: ${condition} }]`;
  const [event] = await imported(aMap({ skip, touchpoint: VIEW }), aView({ v }));
  return event?.kind === "rejected" ? event.reason : event?.kind;
}

test.each([
  ["{ column: v, empty: true }", null, "skipped"],
  ["{ column: v, empty: true }", "  ", "skipped"],
  ["{ column: v, empty: true }", Number.NaN, "skipped"],
  ["{ column: v, empty: false }", "x", "skipped"],
  ["{ column: v, equals: 7 }", 7n, "skipped"],
  ["{ column: v, in: [POST, 'M'] }", "M", "skipped"],
  ["{ column: v, startsWith: C }", "C1", "skipped"],
  ["{ column: v, startsWith: C }", null, "touchpoint"],
  ["{ column: v, matches: '^\\d{5}[A-Z]?$' }", "85123A", "skipped"],
  ["{ column: v, above: 0, atMost: 10 }", "10", "skipped"],
  ["{ column: v, above: 0, atMost: 10 }", 10.5, "touchpoint"],
  ["{ column: v, below: 0 }", "-0.001", "skipped"],
  ["{ all: [{ column: v, atLeast: 1 }, { not: { column: v, equals: 2 } }] }", "2", "touchpoint"],
  ["{ any: [{ column: v, equals: 1 }, { column: v, equals: 2 }] }", "2", "skipped"],
  ["{ column: v, above: 0 }", "n/a", 'column "v": "n/a" is not a number, with which the map compares it'],
])("under %s the cell %s is %s", async (condition, cell, outcome) => {
  expect(await skips(condition, cell)).toBe(outcome);
});

test("the first kind whose condition holds takes the row, and what none takes is skipped", async () => {
  const kinds = `kinds:
  - { when: { column: v, equals: r }, type: PRODUCT_REVIEWED }
  - { when: { column: v, in: [r, v] }, name: seen }`;

  const events = await imported(aMap({ touchpoint: VIEW, kinds }), ...["r", "v", "x"].map((v) => aView({ v })));

  expect(events).toMatchObject([
    { touchpoint: { type: "PRODUCT_REVIEWED" } },
    { touchpoint: { type: "PRODUCT_VIEWED" } },
    { kind: "skipped", row: 3, reason: "no kind of touchpoint in the map takes this row" },
  ]);
});
