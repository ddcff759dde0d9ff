import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aRefund, aTouchpoint, gbp, RECORD, record } from "../support/builders.ts";

const ORDERS = `query ($identity: IdentityInput!) {
  customer(identity: $identity) {
    orders {
      totalCount
      nodes {
        orderNumber placedAt channel status total { amount } refunded { amount } netTotal { amount }
        lines { lineNumber product { sku } quantity unitPrice { amount currency } total { amount } refundedQuantity }
      }
    }
    profile { orderCount totalSpent { amount } }
  }
}`;
const FOLDED = `query ($identity: IdentityInput!) {
  customer(identity: $identity) {
    orders { nodes { orderNumber status total { amount } refunded { amount } netTotal { amount } } }
    profile { orderCount totalSpent { amount } }
  }
}`;
const ADA = { kind: "USER_ID", value: "ada" };
const BOB = { kind: "USER_ID", value: "bob" };

const ordersOf = async (app: TestApp, identity = ADA) => (await app.query(ORDERS, { identity })).customer;
const folded = async (app: TestApp, identity = ADA) => (await app.query(FOLDED, { identity })).customer;

const expected = (status: string, total: string, refunded: string, netTotal: string, orderCount = 1) => ({
  orders: {
    nodes: [
      {
        orderNumber: "1001",
        status,
        total: { amount: total },
        refunded: { amount: refunded },
        netTotal: { amount: netTotal },
      },
    ],
  },
  profile: { orderCount, totalSpent: { amount: netTotal } },
});

const mug = (quantity: number) => aLine({ sku: "mug", quantity });
const pan = (quantity: number) => aLine({ sku: "pan", quantity, unitPrice: gbp("5.555") });

test("an order has its lines as they came, equal ones too, and their sum as total", async () => {
  const app = await startApp();

  await record(app, anOrder("1001", { channel: "IN_STORE" }, { lines: [mug(2), pan(1), mug(2)] }));

  const mugs = {
    product: { sku: "mug" },
    quantity: 2,
    unitPrice: { amount: "10.00", currency: "GBP" },
    total: { amount: "20.00" },
    refundedQuantity: 0,
  };
  const onePan = {
    product: { sku: "pan" },
    unitPrice: { amount: "5.555", currency: "GBP" },
    total: { amount: "5.555" },
  };
  expect(await ordersOf(app)).toEqual({
    orders: {
      totalCount: 1,
      nodes: [
        {
          orderNumber: "1001",
          placedAt: "2026-06-01T10:00:00.000Z",
          channel: "IN_STORE",
          status: "COMPLETED",
          total: { amount: "45.555" },
          refunded: { amount: "0.00" },
          netTotal: { amount: "45.555" },
          lines: [
            { lineNumber: 1, ...mugs },
            { lineNumber: 2, ...onePan, quantity: 1, refundedQuantity: 0 },
            { lineNumber: 3, ...mugs },
          ],
        },
      ],
    },
    profile: { orderCount: 1, totalSpent: { amount: "45.555" } },
  });
});

test("the stated total is what was charged, whatever the lines say", async () => {
  const app = await startApp();

  await record(app, anOrder("1001", {}, { lines: [mug(3)], total: gbp("27.50") }));

  expect(await folded(app)).toEqual(expected("COMPLETED", "27.50", "0.00", "27.50"));
});

test("some lines given back are a partial refund", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(1), mug(2)] }));

  await record(app, aRefund("1001", {}, { lines: [mug(2)] }));

  const { orders } = await ordersOf(app);
  expect(orders.nodes[0].lines.map((line: { refundedQuantity: number }) => line.refundedQuantity)).toEqual([1, 1]);
  expect(await folded(app)).toEqual(expected("PARTIALLY_REFUNDED", "30.00", "20.00", "10.00"));
});

test("a refund without lines and total gives back the whole", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(3)], total: gbp("27.50") }));

  await record(app, aRefund("1001"));

  expect(await folded(app)).toEqual(expected("REFUNDED", "27.50", "27.50", "0.00"));
});

test("a cancelled order counts in no total", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));

  await record(app, aRefund("1001", { type: "ORDER_CANCELLED" }));

  expect(await folded(app)).toEqual(expected("CANCELLED", "30.00", "30.00", "0.00", 0));
});

test("the cancellation of a part leaves the order with the rest", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));

  await record(app, aRefund("1001", { type: "ORDER_CANCELLED" }, { lines: [mug(1)] }));

  expect(await folded(app)).toEqual(expected("PARTIALLY_REFUNDED", "30.00", "10.00", "20.00"));
});

test("a cancelled order that is paid back is given back once", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));

  await record(
    app,
    aRefund("1001", { type: "ORDER_CANCELLED" }),
    aRefund("1001", { occurredAt: "2026-06-03T10:00:00Z" }, { total: gbp("30.00") }),
  );

  expect(await folded(app)).toEqual(expected("CANCELLED", "30.00", "30.00", "0.00", 0));
});

test("a refund of an unknown order lowers the customer's totals and has no order", async () => {
  const app = await startApp();
  await record(app, anOrder("1000", { occurredAt: "2026-05-01T10:00:00Z" }));

  await record(app, aRefund("1001", { messageId: "back" }, { total: gbp("12.50") }));

  const { touchpoints } = await app.query("{ touchpoints(first: 1) { nodes { messageId order { orderNumber } } } }");
  expect(touchpoints.nodes).toEqual([{ messageId: "back", order: null }]);
  const { orders, profile } = await folded(app);
  expect(orders.nodes.map(({ orderNumber }: { orderNumber: string }) => orderNumber)).toEqual(["1000"]);
  expect(profile).toEqual({ orderCount: 1, totalSpent: { amount: "-2.50" } });
});

test("a refund that comes before its order joins it", async () => {
  const app = await startApp();
  await record(app, aRefund("1001", {}, { lines: [mug(1)] }));
  const before = (await folded(app)).profile;

  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));

  expect(before).toEqual({ orderCount: 0, totalSpent: { amount: "-10.00" } });
  expect(await folded(app)).toEqual(expected("PARTIALLY_REFUNDED", "30.00", "10.00", "20.00"));
});

test("a refund of the whole that comes before its order counts when the order comes", async () => {
  const app = await startApp();
  await record(app, aRefund("1001"));
  const before = (await folded(app)).profile;

  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));

  expect(before).toEqual({ orderCount: 0, totalSpent: { amount: "0.00" } });
  expect(await folded(app)).toEqual(expected("REFUNDED", "30.00", "30.00", "0.00"));
});

test("an order, its refunds and its second telling in one batch fold as they would one after another", async () => {
  const app = await startApp();

  await record(
    app,
    aRefund("1001", {}, { lines: [mug(1)] }),
    anOrder("1001", { occurredAt: "2026-06-01T10:00:05Z" }, { lines: [mug(9)] }),
    anOrder("1001", {}, { lines: [mug(3)] }),
    aRefund("1001", { occurredAt: "2026-06-03T10:00:00Z" }, { total: gbp("5") }),
  );

  expect(await folded(app)).toEqual(expected("PARTIALLY_REFUNDED", "30.00", "15.00", "15.00"));
});

test("a second completion of an order changes nothing of it", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));
  const before = await ordersOf(app);

  await record(app, anOrder("1001", { occurredAt: "2026-06-01T10:00:05Z", channel: "EMAIL" }, { lines: [pan(7)] }));

  expect(await ordersOf(app)).toEqual(before);
});

test("an earlier completion that comes late is the order, under the same id", async () => {
  const app = await startApp();
  const ID = `query ($identity: IdentityInput!) { customer(identity: $identity) { orders { nodes { id placedAt } } } }`;
  await record(app, anOrder("1001", {}, { lines: [pan(7)] }));
  const [before] = (await app.query(ID, { identity: ADA })).customer.orders.nodes;

  await record(app, anOrder("1001", { occurredAt: "2026-05-01T10:00:00Z" }, { lines: [mug(3)] }));

  expect((await app.query(ID, { identity: ADA })).customer.orders.nodes).toEqual([
    { id: before.id, placedAt: "2026-05-01T10:00:00.000Z" },
  ]);
  expect(await folded(app)).toEqual(expected("COMPLETED", "30.00", "0.00", "30.00"));
});

test("an order number of another customer is refused with its reason, also within a batch", async () => {
  const app = await startApp();
  const touchpoints = [anOrder("1001"), anOrder("1001", { messageId: "his", identities: [BOB] }, { lines: [pan(1)] })];

  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

  expect(recordTouchpoints.outcomes[0].status).toBe("RECORDED");
  expect(recordTouchpoints.outcomes[1]).toEqual({
    messageId: "his",
    status: "QUARANTINED",
    reasons: ["order.orderNumber: 1001 belongs to another customer"],
    touchpoint: null,
    customer: null,
  });
  expect(await folded(app)).toEqual(expected("COMPLETED", "10.00", "0.00", "10.00"));
  const { customers, products } = await app.query("{ customers { totalCount } products { nodes { sku } } }");
  expect([customers.totalCount, products.nodes]).toEqual([1, [{ sku: "mug" }]]);
});

test("of two customers who claim an order number at the same time one gets it", async () => {
  const app = await startApp();
  const batch = (who: string) => ({
    input: { touchpoints: [anOrder("1001", { messageId: who, identities: [{ kind: "USER_ID", value: who }] })] },
  });
  await record(app, ...["a", "b", "c", "d"].map((value) => aTouchpoint({ identities: [{ kind: "USER_ID", value }] })));

  const answers = await Promise.all(["a", "b", "c", "d"].map((who) => app.send(RECORD, batch(who))));

  const outcomes = answers.flatMap(({ data }) => data.recordTouchpoints.outcomes);
  expect(outcomes.filter(({ status }) => status === "RECORDED")).toHaveLength(1);
  expect(outcomes.filter(({ status }) => status === "QUARANTINED").map(({ reasons }) => reasons)).toEqual(
    Array.from({ length: 3 }, () => ["order.orderNumber: 1001 belongs to another customer"]),
  );
});

test("parallel batches that tell of the same order fold all they tell", async () => {
  const app = await startApp();
  const refunds = Array.from({ length: 9 }, () => aRefund("1001", {}, { lines: [mug(1)] }));
  const tellings = [...refunds.slice(0, 4), anOrder("1001", {}, { lines: [mug(10)] }), ...refunds.slice(4)];

  const answers = await Promise.all(tellings.map((each) => app.send(RECORD, { input: { touchpoints: [each] } })));

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  expect(await folded(app)).toEqual(expected("PARTIALLY_REFUNDED", "100.00", "90.00", "10.00"));
});

test("orders are listed by when they were placed, the newest first", async () => {
  const app = await startApp();

  await record(
    app,
    anOrder("middle", { occurredAt: "2026-05-02T10:00:00Z" }),
    anOrder("last", { occurredAt: "2026-05-03T10:00:00Z" }),
    anOrder("first", { occurredAt: "2026-05-01T10:00:00Z" }),
  );

  const { orders } = await folded(app);
  expect(orders.nodes.map(({ orderNumber }: { orderNumber: string }) => orderNumber)).toEqual([
    "last",
    "middle",
    "first",
  ]);
});

test("a refund that another customer sends for an order is refused with its reason", async () => {
  const app = await startApp();
  await record(app, anOrder("1001", {}, { lines: [mug(3)] }));

  const refund = aRefund("1001", { identities: [BOB] }, { total: gbp("7") });
  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints: [refund] } });

  expect(recordTouchpoints.outcomes).toMatchObject([
    { status: "QUARANTINED", reasons: ["order.orderNumber: 1001 belongs to another customer"], customer: null },
  ]);
  expect(await folded(app)).toEqual(expected("COMPLETED", "30.00", "0.00", "30.00"));
  expect(await app.query("{ customers { totalCount } }")).toEqual({ customers: { totalCount: 1 } });
});

test("an order that was refused for its number can be sent again under another, and twice in one batch is refused twice", async () => {
  const app = await startApp();
  await record(app, anOrder("1001"));
  const his = (orderNumber: string) => anOrder(orderNumber, { messageId: "his", identities: [BOB] });
  const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints: [his("1001"), his("1001")] } });

  await record(app, his("1002"));

  const refusal = {
    messageId: "his",
    status: "QUARANTINED",
    reasons: ["order.orderNumber: 1001 belongs to another customer"],
    touchpoint: null,
    customer: null,
  };
  expect(recordTouchpoints.outcomes).toEqual([refusal, refusal]);
  expect((await folded(app, BOB)).profile).toEqual({ orderCount: 1, totalSpent: { amount: "10.00" } });
});

test("a refund of an order that is not known survives a batch that names its number for somebody else", async () => {
  const app = await startApp();
  await record(app, aRefund("2002", {}, { total: gbp("10") }));

  await record(app, anOrder("1001"), anOrder("2002", { identities: [BOB] }));

  const [ada, bob] = [await folded(app), await folded(app, BOB)];
  expect(ada.profile).toEqual({ orderCount: 1, totalSpent: { amount: "0.00" } });
  expect(bob.profile).toEqual({ orderCount: 1, totalSpent: { amount: "10.00" } });
});
