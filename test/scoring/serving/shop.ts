import { expect } from "vitest";
import { type Answer, NOW, startApp, type TestApp } from "../../support/app.ts";
import { aLine, anOrder, aTouchpoint, gbp, record } from "../../support/builders.ts";

const DAY = 24 * 3600 * 1000;
export const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY).toISOString();

const SHELVES = { kitchen: "Home > Kitchen", garden: "Garden" } as const;
export type Shelf = keyof typeof SHELVES;
export const ON_A_SHELF = 12;
const CUSTOMERS_OF_A_SHELF = 14;

export const sku = (shelf: Shelf, number: number): string => `${shelf}-${number}`;

export const UPSERT_PRODUCTS = `mutation ($products: [ProductInput!]!) {
  upsertProducts(input: { products: $products }) { products { id sku } userErrors { message path } }
}`;

export async function upsert(app: TestApp, ...products: object[]): Promise<Record<string, string>> {
  const { upsertProducts } = await app.query(UPSERT_PRODUCTS, { products });
  expect(upsertProducts.userErrors).toEqual([]);
  return Object.fromEntries(upsertProducts.products.map(({ id, sku: of }: { id: string; sku: string }) => [of, id]));
}

export interface Shop {
  readonly app: TestApp;
  /** sku -> id */
  readonly ids: Readonly<Record<string, string>>;
}

/** Enough for a regression. */
export const MANY = 42;

/** A shop of two shelves whose customers buy from one of them: what anybody of a shelf will like is known. */
export async function aShop(
  parts: Parameters<typeof startApp>[0] = { training: true },
  customers = CUSTOMERS_OF_A_SHELF,
): Promise<Shop> {
  const app = await startApp(parts);
  const shelves = Object.keys(SHELVES) as Shelf[];
  const products = shelves.flatMap((shelf) =>
    Array.from({ length: ON_A_SHELF }, (_, number) => ({
      sku: sku(shelf, number),
      name: `${shelf} thing ${number}`,
      category: SHELVES[shelf],
      brand: number % 2 === 0 ? "Even" : "Odd",
      price: gbp(`${10 + number}.00`),
      stock: 100,
    })),
  );
  const ids = await upsert(app, ...products);
  await record(app, ...shelves.flatMap((shelf) => customersOf(shelf, customers)));
  return { app, ids };
}

/** Each buys four of their shelf, two at a time, and looks at a fifth. */
const customersOf = (shelf: Shelf, count: number): object[] =>
  Array.from({ length: count }, (_, customer) => {
    const days = customer % CUSTOMERS_OF_A_SHELF;
    const identities = [{ kind: "USER_ID", value: userOf(shelf, customer) }];
    const thing = (step: number) => sku(shelf, (customer + step) % ON_A_SHELF);
    const bought = (ago: number, ...steps: number[]) =>
      anOrder(
        `${shelf} ${customer} ${ago}`,
        { identities, occurredAt: daysAgo(ago) },
        { lines: steps.map((step) => aLine({ sku: thing(step) })) },
      );
    const looked = aTouchpoint({
      identities,
      type: "PRODUCT_VIEWED",
      sku: thing(4),
      occurredAt: daysAgo(days + 1),
    });
    return [bought(60 + days, 0, 1), bought(20 - days, 2, 3), looked];
  }).flat();

export const userOf = (shelf: Shelf, customer: number): string => `${shelf} lover ${customer}`;

const TRAIN =
  "mutation ($input: TrainModelInput!) { trainModel(input: $input) { job { id } userErrors { code message path } } }";

/** Trains models of these kinds, one after the other, and gives the jobs that did. */
export async function train(app: TestApp, ...kinds: string[]) {
  const jobs = [];
  for (const kind of kinds) {
    const { trainModel } = await app.query(TRAIN, { input: { kind } });
    expect(trainModel.userErrors).toEqual([]);
    await app.settle();
    jobs.push(await jobOf(app, trainModel.job.id));
  }
  return jobs;
}

export const jobOf = async (app: TestApp, id: string) =>
  (
    await app.query("query ($id: ID!) { job(id: $id) { kind state message error model { id version active } } }", {
      id,
    })
  ).job;

export interface Row {
  readonly product: { readonly sku: string };
  readonly strategy: string;
  readonly score: number;
  readonly rank: number;
  readonly reasons: readonly {
    readonly kind: string;
    readonly message: string;
    readonly product: { sku: string } | null;
  }[];
}

export const RECOMMENDATIONS = `query ($user: String!, $first: Int = 10, $strategy: RecommendationStrategy = AUTO, $filter: RecommendationFilter) {
  customer(identity: { kind: USER_ID, value: $user }) {
    recommendations(first: $first, strategy: $strategy, filter: $filter) {
      id rank score strategy product { sku } model { version kind } reasons { kind message weight product { sku } }
    }
  }
}`;

export async function recommended(app: TestApp, user: string, variables: object = {}): Promise<Row[]> {
  const { customer } = await app.query(RECOMMENDATIONS, { user, ...variables });
  return customer.recommendations;
}

export const skusOf = (rows: readonly Row[]): string[] => rows.map(({ product }) => product.sku);

export const errorsOf = ({ errors = [] }: Answer) =>
  errors.map(({ message, extensions }) => [message, extensions["code"]]);
