import fc from "fast-check";
import { expect, test } from "vitest";
import { foldOrder, type Told } from "../../src/orders/fold-order.ts";

const PLACED = new Date("2026-06-01T10:00:00Z");
const LATER = new Date("2026-06-02T10:00:00Z");
const LAST = new Date("2026-06-03T10:00:00Z");

const line = (productId: string, quantity: number, unitPrice: string) => ({ productId, quantity, unitPrice });

const told = (touchpointId: string, type: string, given: Partial<Told> = {}): Told => ({
  touchpointId,
  type,
  channel: "WEB",
  occurredAt: LATER,
  currency: "GBP",
  rate: "1",
  total: null,
  lines: [],
  ...given,
});
const completed = (given: Partial<Told> = {}) =>
  told("completed", "ORDER_COMPLETED", {
    occurredAt: PLACED,
    lines: [line("mug", 3, "10.00"), line("pan", 1, "5.50")],
    ...given,
  });

test("an order's total is the sum of its lines, exactly", () => {
  const { order, refunds } = foldOrder([completed({ lines: [line("mug", 3, "0.1"), line("pan", 1, "0.005")] })]);

  expect(order).toEqual({
    placedAt: PLACED,
    channel: "WEB",
    status: "COMPLETED",
    currency: "GBP",
    rate: "1",
    total: "0.305",
    refunded: "0",
    lines: [
      { ...line("mug", 3, "0.1"), total: "0.3", refundedQuantity: 0 },
      { ...line("pan", 1, "0.005"), total: "0.005", refundedQuantity: 0 },
    ],
  });
  expect(refunds).toEqual([]);
});

test("a stated total is what was charged", () => {
  const { order } = foldOrder([completed({ total: "30.00" })]);

  expect(order).toMatchObject({ total: "30", refunded: "0", status: "COMPLETED" });
});

test("lines given back are a partial refund, taken from the first line of their product", () => {
  const lines = [line("mug", 1, "10"), line("mug", 3, "10")];

  const { order, refunds } = foldOrder([
    completed({ lines }),
    told("back", "ORDER_REFUNDED", { lines: [line("mug", 2, "10")] }),
  ]);

  expect(order).toMatchObject({ status: "PARTIALLY_REFUNDED", total: "40", refunded: "20" });
  expect(order?.lines.map(({ refundedQuantity }) => refundedQuantity)).toEqual([1, 1]);
  expect(refunds).toEqual([
    {
      touchpointId: "back",
      refundedAt: LATER,
      currency: "GBP",
      rate: "1",
      amount: "20",
      lines: [{ productId: "mug", quantity: 2, amount: "20" }],
    },
  ]);
});

test("an amount alone is given back without touching the lines", () => {
  const { order, refunds } = foldOrder([completed(), told("back", "ORDER_REFUNDED", { total: "7.25" })]);

  expect(order).toMatchObject({ status: "PARTIALLY_REFUNDED", total: "35.5", refunded: "7.25" });
  expect(order?.lines.map(({ refundedQuantity }) => refundedQuantity)).toEqual([0, 0]);
  expect(refunds).toMatchObject([{ amount: "7.25", lines: [] }]);
});

test("a refund of the whole gives back what earlier refunds have left", () => {
  const { order, refunds } = foldOrder([
    completed({ total: "30.00" }),
    told("part", "ORDER_REFUNDED", { lines: [line("mug", 1, "10.00")] }),
    told("whole", "ORDER_REFUNDED", { occurredAt: LAST }),
  ]);

  expect(order).toMatchObject({ status: "REFUNDED", total: "30", refunded: "30" });
  expect(order?.lines.map(({ refundedQuantity }) => refundedQuantity)).toEqual([3, 1]);
  expect(refunds.map(({ amount }) => amount)).toEqual(["10", "20"]);
});

test("a cancellation of the whole cancels, one of a part is a partial refund", () => {
  const part = told("part", "ORDER_CANCELLED", { lines: [line("pan", 1, "5.50")] });

  expect(foldOrder([completed(), told("whole", "ORDER_CANCELLED")]).order).toMatchObject({
    status: "CANCELLED",
    refunded: "35.5",
  });
  expect(foldOrder([completed(), part]).order).toMatchObject({ status: "PARTIALLY_REFUNDED", refunded: "5.5" });
});

test("cancelling line by line until nothing is left cancels the order", () => {
  const { order } = foldOrder([
    completed(),
    told("pan", "ORDER_CANCELLED", { lines: [line("pan", 1, "5.50")] }),
    told("mugs", "ORDER_CANCELLED", { lines: [line("mug", 3, "10.00")], occurredAt: LAST }),
  ]);

  expect(order).toMatchObject({ status: "CANCELLED", total: "35.5", refunded: "35.5" });
});

test("the money of a cancelled order that is told of again as a refund is given back once", () => {
  const { order, refunds } = foldOrder([
    completed(),
    told("cancelled", "ORDER_CANCELLED"),
    told("paid back", "ORDER_REFUNDED", { occurredAt: LAST, total: "35.50", lines: [line("mug", 3, "10.00")] }),
  ]);

  expect(order).toMatchObject({ status: "CANCELLED", total: "35.5", refunded: "35.5" });
  expect(refunds.map(({ amount }) => amount)).toEqual(["35.5"]);
});

test("an order refunded as a whole and cancelled afterwards is cancelled, and given back once", () => {
  const { order } = foldOrder([
    completed(),
    told("refunded", "ORDER_REFUNDED"),
    told("cancelled", "ORDER_CANCELLED", { occurredAt: LAST }),
  ]);

  expect(order).toMatchObject({ status: "CANCELLED", refunded: "35.5" });
});

test("the earliest completion is the order, a second one changes nothing", () => {
  const second = told("pixel", "ORDER_COMPLETED", { channel: "MOBILE_APP", total: "1", lines: [line("hat", 1, "1")] });

  expect(foldOrder([second, completed()])).toEqual(foldOrder([completed()]));
});

test("without its order an amount and lines stand by themselves, and a refund of the whole says nothing yet", () => {
  const { order, refunds } = foldOrder([
    told("amount", "ORDER_REFUNDED", { total: "7" }),
    told("lines", "ORDER_REFUNDED", { lines: [line("mug", 2, "10")], occurredAt: LAST }),
    told("whole", "ORDER_REFUNDED"),
  ]);

  expect(order).toBeUndefined();
  expect(refunds.map(({ touchpointId, amount }) => [touchpointId, amount])).toEqual([
    ["amount", "7"],
    ["lines", "20"],
  ]);
});

test("a refund in another currency is worth in the order's what the rates of the two days say", () => {
  const { order } = foldOrder([
    completed({ lines: [line("mug", 1, "100")], currency: "EUR", rate: "0.8" }),
    told("back", "ORDER_REFUNDED", { total: "20", currency: "USD", rate: "0.6" }),
  ]);

  expect(order).toMatchObject({ total: "100", refunded: "15", status: "PARTIALLY_REFUNDED" });
});

test("more than was charged can be given back, and the order is then refunded", () => {
  const { order } = foldOrder([completed({ total: "30" }), told("back", "ORDER_REFUNDED", { total: "40" })]);

  expect(order).toMatchObject({ status: "REFUNDED", total: "30", refunded: "40" });
});

const history = fc.array(
  fc.record({
    type: fc.constantFrom("ORDER_COMPLETED", "ORDER_REFUNDED", "ORDER_CANCELLED"),
    occurredAt: fc.constantFrom(PLACED, LATER, LAST),
    total: fc.constantFrom(null, "0", "3.005", "12"),
    lines: fc.array(
      fc.record({
        productId: fc.constantFrom("mug", "pan"),
        quantity: fc.integer({ min: 1, max: 3 }),
        unitPrice: fc.constantFrom("0", "0.1", "7.99"),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 8 },
);
const tellings = history.map((events) => events.map(({ type, ...given }, index) => told(`t${index}`, type, given)));

test("touchpoints fold to the same order whatever the order in which they arrive", () => {
  const twice = tellings.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );

  fc.assert(
    fc.property(twice, ([all, shuffled]) => {
      expect(foldOrder(shuffled)).toEqual(foldOrder(all));
    }),
  );
});

test("what was given back is the sum of the refunds, and no unit comes back twice", () => {
  fc.assert(
    fc.property(tellings, (all) => {
      const { order, refunds } = foldOrder(all);
      fc.pre(order !== undefined);
      const sum = refunds.reduce((thousandths, { amount }) => thousandths + Math.round(Number(amount) * 1000), 0);

      expect(Math.round(Number(order.refunded) * 1000)).toBe(sum);
      for (const { quantity, refundedQuantity } of order.lines) {
        expect(refundedQuantity).toBeGreaterThanOrEqual(0);
        expect(refundedQuantity).toBeLessThanOrEqual(quantity);
      }
    }),
  );
});

test("once the whole has been given back, nothing that comes later is given back again", () => {
  fc.assert(
    fc.property(tellings, (all) => {
      const before = foldOrder([...all, told("t", "ORDER_REFUNDED", { occurredAt: LAST })]);
      fc.pre(before.order !== undefined);
      const after = told("z", "ORDER_REFUNDED", { occurredAt: new Date("2026-07-01T00:00:00Z"), total: "5" });

      const { order } = foldOrder([...all, told("t", "ORDER_REFUNDED", { occurredAt: LAST }), after]);

      expect(order?.refunded).toBe(before.order.refunded);
    }),
  );
});
