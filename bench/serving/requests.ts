import type { DataSource } from "typeorm";

const PICKED = 10_000;
const ASKED_AGAIN = 50;
const SCORED = 1_000;

const page = (more: string): string => `query Page($after: String!) {
  customers(first: 20, after: $after) {
    nodes {
      id displayName email country firstSeenAt
      touchpoints(first: 10) { nodes { id occurredAt channel type product { id sku name price { amount currency } } } }
      ${more}
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Case {
  readonly about: string;
  readonly query: string;
  /** Asked for a few again and again, so that all lists are remembered. */
  readonly again?: boolean;
}

const PAGE_OF_LISTS = page("recommendations(first: 5) { id score product { id sku name price { amount currency } } }");
const LIST =
  "query One($id: ID!) { customer(id: $id) { id displayName recommendations(first: 10) { id score strategy product { id name } } } }";

/** What a front end asks for. */
export const CASES: Readonly<Record<string, Case>> = {
  page: { about: "a page of 20 customers with 10 touchpoints each", query: page("") },
  pageWithRecommendations: {
    about: "the same page with 5 recommendations each",
    query: PAGE_OF_LISTS,
  },
  pageAgain: { about: "the same for customers whose lists are remembered", query: PAGE_OF_LISTS, again: true },
  customer: { about: "one customer", query: "query One($id: ID!) { customer(id: $id) { id displayName } }" },
  recommendations: {
    about: "one customer with 10 recommendations",
    query: LIST,
  },
  recommendationsAgain: { about: "the same for customers whose lists are remembered", query: LIST, again: true },
  reasons: {
    about: "the same with reasons",
    query:
      "query One($id: ID!) { customer(id: $id) { id displayName recommendations(first: 10) { id score strategy product { id name } reasons { kind message product { name } } } } }",
  },
  scores: {
    about: `one customer with ${SCORED} preference scores`,
    query:
      "query Scores($id: ID!, $ids: [ID!]!) { customer(id: $id) { preferenceScores(productIds: $ids) { score product { id } } } }",
  },
  contributions: {
    about: "the same with what each feature adds",
    query:
      "query Scores($id: ID!, $ids: [ID!]!) { customer(id: $id) { preferenceScores(productIds: $ids) { score product { id } contributions { feature contribution } } } }",
  },
};

const CURSOR = `translate(encode(convert_to('["FIRST_SEEN_DESC","' || first_seen_at || '","' || id || '"]', 'UTF8'), 'base64'),
  E'+/=\\n', '-_')`;

const ids = (prefix: string): string => `'${prefix}_' || replace(id::text, '-', '')`;

/** Rows that look drawn by lot and are the same each time. */
async function draw(dataSource: DataSource, value: string, from: string, count: number): Promise<string[]> {
  const rows: { value: string }[] = await dataSource.query(
    `select ${value} as value from ${from} order by md5('pick ' || id) limit ${count}`,
  );
  return rows.map((row) => row.value);
}

/** By case the bodies of its requests: other customers each time, so that nothing can be remembered of the last one. */
export async function pickBodies(dataSource: DataSource): Promise<Readonly<Record<string, readonly string[]>>> {
  const cursors = await draw(dataSource, CURSOR, "customer", PICKED);
  const customers = await draw(dataSource, ids("cus"), "customer", PICKED);
  const products = await draw(dataSource, ids("prd"), "product", SCORED);
  return Object.fromEntries(
    Object.entries(CASES).map(([name, { query, again }]) => {
      const asked = (all: readonly string[]): readonly string[] => (again === true ? all.slice(0, ASKED_AGAIN) : all);
      return [
        name,
        query.startsWith("query Page")
          ? asked(cursors).map((after) => JSON.stringify({ query, variables: { after } }))
          : asked(customers).map((id) =>
              JSON.stringify({ query, variables: query.includes("$ids") ? { id, ids: products } : { id } }),
            ),
      ];
    }),
  );
}
