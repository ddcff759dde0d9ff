import { expect, test } from "vitest";
import { NOW } from "../../support/app.ts";
import { aTouchpoint, gbp, record } from "../../support/builders.ts";
import { withoutLooks } from "../../support/database.ts";
import { aShop, daysAgo, MANY, ON_A_SHELF, recommended, sku, skusOf, train, upsert, userOf } from "./shop.ts";

const ADA = userOf("kitchen", 0); // has 0, 1, 2 and 3 of the kitchen, and has looked at 4

const ofKitchen = (skus: readonly string[]) => skus.filter((each) => each.startsWith("kitchen"));

test("a shop that has trained nothing recommends what is newest", async () => {
  const { app } = await aShop({});
  await upsert(app, { sku: "newer", name: "Newer" });
  app.setNow(new Date(NOW.getTime() + 60_000));
  await upsert(app, { sku: "newest", name: "Newest" });

  const rows = await recommended(app, ADA, { first: 2 });

  expect(rows.map(({ product, strategy, score, reasons }) => ({ sku: product.sku, strategy, score, reasons }))).toEqual(
    [
      { sku: "newest", strategy: "POPULAR", score: 0, reasons: [] },
      expect.objectContaining({ strategy: "POPULAR", score: 0 }),
    ],
  );
});

test("each gets what is liked by those who bought the same, and is told what speaks for it", async () => {
  const { app } = await aShop();
  await train(app, "COLLABORATIVE");

  const rows = await recommended(app, ADA, { first: 3, strategy: "COLLABORATIVE" });

  expect(ofKitchen(skusOf(rows))).toHaveLength(3);
  expect(rows.map(({ rank, strategy }) => [rank, strategy])).toEqual([
    [1, "COLLABORATIVE"],
    [2, "COLLABORATIVE"],
    [3, "COLLABORATIVE"],
  ]);
  const bought = [0, 1, 2, 3].map((number) => sku("kitchen", number));
  for (const { kind, message, product } of rows.flatMap(({ reasons }) => reasons)) {
    const known = product?.sku ?? "";
    const number = known.replace("kitchen-", "");
    if (bought.includes(known)) {
      expect([kind, message]).toEqual(["BOUGHT_SIMILAR", `Because you bought kitchen thing ${number}`]);
    } else {
      expect([kind, message, known]).toEqual(["VIEWED_SIMILAR", "Because you looked at kitchen thing 4", "kitchen-4"]);
    }
  }
  expect(rows.every(({ reasons }) => reasons.length > 0)).toBe(true);
});

test("AUTO takes the first of its order that has a model and something to say, and tells which it was", async () => {
  const { app } = await aShop();
  const stranger = "{ recommendations(first: 1) { strategy } }";

  const before = (await recommended(app, ADA, { first: 1 }))[0]?.strategy;
  await train(app, "POPULAR");
  const popular = (await recommended(app, ADA, { first: 1 }))[0]?.strategy;
  await train(app, "SESSION");
  const session = (await recommended(app, ADA, { first: 1 }))[0]?.strategy;
  await train(app, "COLLABORATIVE", "HYBRID");
  const hybrid = (await recommended(app, ADA, { first: 1 }))[0]?.strategy;

  expect([before, popular, session, hybrid]).toEqual(["POPULAR", "POPULAR", "SESSION", "HYBRID"]);
  expect((await app.query(stranger)).recommendations).toEqual([{ strategy: "POPULAR" }]);
});

test("there are as many as were asked for where the catalogue has them, whatever a strategy knows", async () => {
  const { app } = await aShop();
  await train(app, "SESSION", "POPULAR");

  const rows = await recommended(app, ADA, { first: 100, strategy: "SESSION" });

  expect(rows).toHaveLength(2 * ON_A_SHELF - 4);
  expect(new Set(skusOf(rows)).size).toBe(rows.length);
  expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, index) => index + 1));
  expect([...new Set(rows.map(({ strategy }) => strategy))]).toEqual(["SESSION", "POPULAR"]);
});

test("what a customer has is not recommended, unless it is asked for", async () => {
  const { app } = await aShop();
  await train(app, "POPULAR");

  const without = skusOf(await recommended(app, ADA, { first: 100 }));
  const all = skusOf(await recommended(app, ADA, { first: 100, filter: { excludeBought: false } }));

  expect(without).toHaveLength(2 * ON_A_SHELF - 4);
  expect(without.filter((each) => ["kitchen-0", "kitchen-1", "kitchen-2", "kitchen-3"].includes(each))).toEqual([]);
  expect(all).toHaveLength(2 * ON_A_SHELF);
});

test("what is blocked, sold out, bought or added counts in the very next answer", async () => {
  const { app } = await aShop();
  await train(app, "COLLABORATIVE", "POPULAR");
  const all = () => recommended(app, ADA, { first: 100 });
  const [best = ""] = skusOf(await all());

  await upsert(app, { sku: best, available: false });
  const blocked = skusOf(await all());
  await upsert(app, { sku: best, available: true, stock: 0 });
  const soldOut = skusOf(await all());
  const stillListed = skusOf(await recommended(app, ADA, { first: 100, filter: { inStockOnly: false } }));
  await upsert(app, { sku: best, stock: null }, { sku: "fresh", name: "Fresh", category: "Garden" });
  const added = await all();

  expect([blocked, soldOut, stillListed].map((skus) => skus.includes(best))).toEqual([false, false, true]);
  expect(skusOf(added)).toContain(best);
  const fresh = added.find(({ product }) => product.sku === "fresh");
  expect(fresh?.reasons).toEqual([{ kind: "NEW", message: "It is new in the shop", weight: 1, product: null }]);
});

test("a product that somebody deletes by hand is shown to nobody", async () => {
  const { app } = await aShop();
  await upsert(app, { sku: "doomed", name: "Doomed" });
  const before = skusOf(await recommended(app, ADA, { first: 100 }));

  await app.dataSource.query("delete from product where sku = 'doomed'");
  const after = skusOf(await recommended(app, ADA, { first: 100 }));

  expect(before).toContain("doomed");
  expect(after).toEqual(before.filter((each) => each !== "doomed"));
});

test("filters come before the cut: by category and what is under it, brand, price and products", async () => {
  const { app, ids } = await aShop();
  await train(app, "COLLABORATIVE", "POPULAR");
  const filtered = async (filter: object) => skusOf(await recommended(app, ADA, { first: 100, filter })).sort();

  expect(await filtered({ categories: ["Home"], brands: ["Even"] })).toEqual(
    [4, 6, 8, 10].map((number) => sku("kitchen", number)).sort(),
  );
  expect(await filtered({ categories: ["Garden"], priceMin: "20.00", priceMax: "21" })).toEqual([
    "garden-10",
    "garden-11",
  ]);
  expect(await filtered({ categories: ["Hom"] })).toEqual([]);
  const garden = Array.from({ length: ON_A_SHELF }, (_, number) => sku("garden", number));
  const excluded = garden.slice(2).map((each) => ids[each]);
  expect(await filtered({ categories: ["Garden"], excludeProductIds: excluded })).toEqual(["garden-0", "garden-1"]);
});

test("a look or a cart of a moment ago changes the next answer", async () => {
  const { app } = await aShop();
  await train(app, "SESSION", "POPULAR");
  const identities = [{ kind: "ANONYMOUS_ID", value: "new visitor" }];
  const ask = async () =>
    (
      await app.query(
        `{ recommendations(identity: { kind: ANONYMOUS_ID, value: "new visitor" }, first: 1, filter: { categories: ["Garden"] }) {
          strategy reasons { message } } }`,
      )
    ).recommendations;

  const stranger = await ask();
  await record(app, aTouchpoint({ identities, type: "PRODUCT_VIEWED", sku: "garden-5", occurredAt: daysAgo(0) }));
  const looked = await ask();
  await record(app, aTouchpoint({ identities, type: "PRODUCT_ADDED", sku: "garden-5", occurredAt: daysAgo(0) }));
  const added = await ask();

  expect(stranger[0].strategy).toBe("POPULAR");
  expect(looked).toEqual([{ strategy: "SESSION", reasons: [{ message: "Because you looked at garden thing 5" }] }]);
  expect(added).toEqual([
    {
      strategy: "SESSION",
      reasons: [{ message: "Because you put garden thing 5 into your cart or on your wish list" }],
    },
  ]);
});

test("a stranger's cart is enough, and what lies in it is not recommended", async () => {
  const { app, ids } = await aShop();
  await train(app, "SESSION", "POPULAR");

  const { recommendations } = await app.query(
    "query ($basket: [ID!]) { recommendations(basket: $basket, first: 2) { strategy product { sku } } }",
    { basket: [ids["garden-5"], "prd_00000000000000000000000000000000", "nonsense"] },
    "STOREFRONT",
  );

  expect(recommendations.map(({ strategy }: { strategy: string }) => strategy)).toEqual(["SESSION", "SESSION"]);
  const skus = recommendations.map(({ product }: { product: { sku: string } }) => product.sku);
  expect(skus.filter((each: string) => each.startsWith("garden") && each !== "garden-5")).toEqual(skus);
});

test("who refuses personalisation gets what is popular, no personal reasons and no scores, and still not what they have", async () => {
  const { app, ids } = await aShop({ training: true }, MANY);
  await train(app, "POPULAR", "COLLABORATIVE", "PREFERENCE_REGRESSION");
  const scores = `query ($ids: [ID!]!) { customer(identity: { kind: USER_ID, value: "${ADA}" }) { preferenceScores(productIds: $ids) { score } } }`;
  const asked = { ids: [ids["kitchen-5"]] };
  const before = (await app.query(scores, asked)).customer.preferenceScores;

  await app.query(
    `mutation { recordConsent(input: { identity: { kind: USER_ID, value: "${ADA}" }, purpose: PERSONALISATION, status: DENIED, source: "web" }) { userErrors { message } } }`,
  );
  const refused = await recommended(app, ADA, { first: 100, strategy: "COLLABORATIVE" });

  expect(before).toHaveLength(1);
  expect((await app.query(scores, asked)).customer.preferenceScores).toEqual([]);
  expect(refused).toHaveLength(2 * ON_A_SHELF - 4);
  expect(new Set(refused.map(({ strategy }) => strategy))).toEqual(new Set(["POPULAR"]));
  expect(new Set(refused.flatMap(({ reasons }) => reasons.map(({ kind }) => kind)))).toEqual(new Set(["TRENDING"]));
  const { recommendations } = await app.query("{ recommendations(first: 100) { product { sku } } }");
  const strangers = recommendations.map(({ product }: { product: { sku: string } }) => product.sku);
  expect(skusOf(refused)).toEqual(
    strangers.filter((each: string) => !["kitchen-0", "kitchen-1", "kitchen-2", "kitchen-3"].includes(each)),
  );
});

test("a page of customers is one statement, and all their lists are one more", async () => {
  const { app } = await aShop();
  await train(app, "COLLABORATIVE", "POPULAR");
  const page =
    "{ customers(first: 20) { nodes { id recommendations(first: 5) { score product { name similar(first: 1) { score } } reasons { message } } } } }";
  await app.query(page);
  app.statements();

  const { customers } = await app.query(
    "{ customers(first: 20) { nodes { id recommendations(first: 5) { score product { name } } } } }",
  );

  expect(withoutLooks(app.statements())).toHaveLength(2);
  expect(customers.nodes).toHaveLength(20);
  expect(
    customers.nodes.every(({ recommendations }: { recommendations: unknown[] }) => recommendations.length === 5),
  ).toBe(true);
});

test("a storefront knows its visitor by an anonymous id alone, an analyst names nobody", async () => {
  const { app } = await aShop({});
  const ask = (kind: string, as: "STOREFRONT" | "ANALYST") =>
    app.send(`{ recommendations(identity: { kind: ${kind}, value: "x" }, first: 1) { rank } }`, {}, as);

  const [known, email, analyst] = [
    await ask("ANONYMOUS_ID", "STOREFRONT"),
    await ask("EMAIL", "STOREFRONT"),
    await ask("ANONYMOUS_ID", "ANALYST"),
  ];

  expect(known.data.recommendations).toEqual([{ rank: 1 }]);
  expect(email.errors?.[0]?.message).toBe("A storefront key may name a visitor by ANONYMOUS_ID alone.");
  expect(analyst.errors?.[0]?.message).toBe(
    "The argument identity of Query.recommendations is not for the role ANALYST.",
  );
});

test("what cannot be asked is refused in words", async () => {
  const { app, ids } = await aShop({});
  const many = Array.from({ length: 1_001 }, () => ids["kitchen-0"]);

  const answers = [
    await app.send("{ recommendations(first: 101) { rank } }"),
    await app.send("{ recommendations(first: -1) { rank } }"),
    await app.send("query ($ids: [ID!]) { recommendations(filter: { excludeProductIds: $ids }) { rank } }", {
      ids: many,
    }),
    await app.send("query ($ids: [ID!]) { recommendations(basket: $ids) { rank } }", { ids: many.slice(0, 101) }),
  ];

  expect(answers.map(({ errors }) => errors?.map(({ message }) => message))).toEqual([
    ["first is 101; it is at most 100."],
    ["first is -1; it is at least 0."],
    ["excludeProductIds has 1001 items; at most 1000."],
    ["basket has 101 ids; at most 100."],
  ]);
});

test("products are like one another, and bought together, as far as is known", async () => {
  const { app } = await aShop();
  await train(app, "CONTENT_BASED", "SESSION");
  await upsert(app, { sku: "unknown", name: "Unknown", price: gbp("3.00") });

  const { product, unknown } = await app.query(`{
    product(sku: "kitchen-5") { similar(first: 3) { score product { sku category brand } } boughtTogether(first: 5) { score product { sku } } }
    unknown: product(sku: "unknown") { similar { score } boughtTogether { score } }
  }`);

  expect(unknown).toEqual({ similar: [], boughtTogether: [] });
  expect(product.similar).toHaveLength(3);
  expect(new Set(product.similar.map((each: { product: { category: string } }) => each.product.category))).toEqual(
    new Set(["Home > Kitchen"]),
  );
  expect(product.similar.every(({ score }: { score: number }) => score > 0 && score <= 1)).toBe(true);
  expect(product.boughtTogether).toEqual([]); // two orders have each pair of neighbours: fewer than three
});
