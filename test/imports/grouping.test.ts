import fc from "fast-check";
import { expect, test } from "vitest";
import { FinishedKeys } from "../../src/imports/finished-keys.ts";
import { aLine, aMap, imported } from "./import.ts";

test("the rows of an order make one touchpoint, equal lines stay, and the first row gives its time", async () => {
  const events = await imported(aMap(), aLine(), aLine({ at: "2024-05-01T10:01:00" }));

  const line = { sku: "cup", quantity: 1, unitPrice: { amount: "2.50", currency: "GBP" } };
  expect(events).toEqual([
    {
      kind: "touchpoint",
      rows: [1, 2],
      touchpoint: {
        messageId: "shop:A1",
        channel: "WEB",
        type: "ORDER_COMPLETED",
        occurredAt: new Date("2024-05-01T10:00:00Z"),
        identities: [{ kind: "USER_ID", value: "7" }],
        order: { orderNumber: "A1", lines: [line, line] },
      },
    },
  ]);
});

test("rows of orders that interleave within the window belong to their order", async () => {
  const events = await imported(aMap(), ...["A", "B", "A", "B", "C"].map((no) => aLine({ no })));

  expect(events.map((event) => event.kind === "touchpoint" && event.rows)).toEqual([[1, 3], [2, 4], [5]]);
});

test("a row that comes back after its order is complete is rejected, never half an order", async () => {
  const events = await imported(aMap(), ...["A", "B", "C", "D", "A"].map((no) => aLine({ no })));

  expect(events.filter(({ kind }) => kind === "rejected")).toEqual([
    {
      kind: "rejected",
      row: 5,
      reason:
        'touchpoint "shop:A" is complete already: rows more than 2 apart (raise group.within), or another kind with the same messageId',
      values: aLine({ no: "A" }),
    },
  ]);
});

test("one bad row rejects its whole order, each row with its reason", async () => {
  const events = await imported(aMap(), aLine(), aLine({ price: "cheap" }), aLine({ no: "B" }));

  expect(events.map((event) => (event.kind === "rejected" ? event.reason : event.kind))).toEqual([
    "belongs to one touchpoint with row 2, which is rejected",
    'column "price" (touchpoint.order.line.unitPrice.amount): "cheap" is not a number such as 12.50',
    "touchpoint",
  ]);
});

test("rows that come late to a rejected order are rejected too", async () => {
  const late = ["A", "B", "C", "D", "A"].map((no, index) => aLine({ no, ...(index === 0 && { price: "x" }) }));
  const events = await imported(aMap(), ...late);

  expect(events.flatMap((event) => (event.kind === "rejected" ? [event.row] : []))).toEqual([1, 5]);
});

test("a row without the key of its group is rejected", async () => {
  const events = await imported(aMap(), aLine({ no: "" }));

  expect(events).toMatchObject([{ kind: "rejected", reason: 'column "no" is empty, but rows are grouped by it' }]);
});

test("every row is in exactly one event, whatever the file", async () => {
  const rows = fc.array(fc.record({ no: fc.constantFrom("A", "B", "C", "D", ""), price: fc.constantFrom("1", "bad") }));
  await fc.assert(
    fc.asyncProperty(rows, async (lines) => {
      const events = await imported(aMap(), ...lines.map(aLine));

      const numbers = events.flatMap((event) => (event.kind === "touchpoint" ? event.rows : [event.row]));
      expect(numbers.sort((left, right) => left - right)).toEqual(lines.map((_, index) => index + 1));
    }),
  );
});

test("finished keys agree with a set of the keys", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 6_000, size: "max" }), (keys) => {
      const [finished, set] = [new FinishedKeys(), new Set<string>()];
      for (const key of keys) {
        expect(finished.add(key)).toBe(!set.has(key));
        set.add(key);
      }
    }),
    { numRuns: 10 },
  );
});
