import "reflect-metadata";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";

const UPSERT = "mutation ($input: UpsertProductsInput!) { upsertProducts(input: $input) { userErrors { message } } }";
const PAGE = `query ($category: String, $first: Int, $after: String, $last: Int, $before: String) {
  products(category: $category, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { sku } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const LONGEST = 9;
const skusOf = (length: number): string[] => Array.from({ length }, (_, place) => `list-${length}-${place}`);

/** A category for each length of list. */
async function listsOfEveryLength(app: TestApp): Promise<string[][]> {
  const lengths = Array.from({ length: LONGEST + 1 }, (_, length) => length);
  const products = lengths.flatMap((length) => skusOf(length).map((sku) => ({ sku, category: `c${length}` })));
  await app.query(UPSERT, { input: { products: products.reverse() } });
  const answers = lengths.map((length) => app.query(PAGE, { category: `c${length}`, first: 100 }));
  const pages = await Promise.all(answers);
  return pages.map(({ products: { edges } }) => edges.map(({ cursor }: { cursor: string }) => cursor));
}

test("every page is a slice of the list, whatever its size and wherever it is cut", async () => {
  const app = await startApp();
  const cursors = await listsOfEveryLength(app);
  const page = fc.record({
    length: fc.integer({ min: 0, max: LONGEST }),
    size: fc.integer({ min: 0, max: LONGEST + 1 }),
    cut: fc.option(fc.nat({ max: LONGEST - 1 })),
    forwards: fc.boolean(),
  });

  const property = fc.asyncProperty(page, async ({ length, size, cut, forwards }) => {
    const cursor = cut === null ? undefined : cursors[length]?.[cut];
    const place = cursor === undefined ? undefined : (cut ?? 0);
    const variables = forwards ? { first: size, after: cursor } : { last: size, before: cursor };
    const { products } = await app.query(PAGE, { category: `c${length}`, ...variables });
    const [from, to] = forwards ? forwardsFrom(place, size, length) : backwardsFrom(place, size, length);
    const own = cursors[length]?.slice(from, to) ?? [];
    expect(products).toEqual({
      totalCount: length,
      nodes: skusOf(length)
        .slice(from, to)
        .map((sku) => ({ sku })),
      edges: own.map((each) => ({ cursor: each })),
      pageInfo: {
        hasNextPage: forwards ? to < length : place !== undefined,
        hasPreviousPage: forwards ? place !== undefined : from > 0,
        startCursor: own[0] ?? null,
        endCursor: own.at(-1) ?? null,
      },
    });
  });

  await fc.assert(property, { numRuns: 250, seed: 20260615 });
});

const forwardsFrom = (place: number | undefined, size: number, length: number): [number, number] => {
  const from = place === undefined ? 0 : place + 1;
  return [from, Math.min(length, from + size)];
};

const backwardsFrom = (place: number | undefined, size: number, length: number): [number, number] => {
  const to = place ?? length;
  return [Math.max(0, to - size), to];
};
