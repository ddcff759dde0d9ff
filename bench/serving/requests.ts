import type { DataSource } from "typeorm";

/** More than are asked of one server in a round. */
const PAGES = 500;
const CUSTOMERS = 10_000;
/** Each of these has 40 KB of ids. */
const SCORINGS = 400;
const ASKED_AGAIN = 50;
const PAGE = 20;
const SCORED = 1_000;

const page = (more: string): string => `query Page($after: String!) {
  customers(first: ${PAGE}, after: $after) {
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

/** Every twentieth customer of the list: pages that have nobody in common. */
const PAGE_ENDS = `(select c.*, row_number() over (order by first_seen_at desc, id desc) as place from customer c) customer
  where place % ${PAGE} = 0`;

/** By case the bodies of its requests: other customers each time but where it is to be asked again. */
export async function pickBodies(dataSource: DataSource): Promise<Readonly<Record<string, readonly string[]>>> {
  const cursors = await draw(dataSource, CURSOR, PAGE_ENDS, PAGES);
  const customers = await draw(dataSource, ids("cus"), "customer", CUSTOMERS);
  const products = await draw(dataSource, ids("prd"), "product", SCORED);
  const variablesFor = (query: string): object[] => {
    if (query.startsWith("query Page")) return cursors.map((after) => ({ after }));
    if (query.includes("$ids")) return customers.slice(0, SCORINGS).map((id) => ({ id, ids: products }));
    return customers.map((id) => ({ id }));
  };
  return Object.fromEntries(
    Object.entries(CASES).map(([name, { query, again = false }]) => {
      const asked = variablesFor(query).slice(0, again ? ASKED_AGAIN : undefined);
      return [name, asked.map((variables) => JSON.stringify({ query, variables }))];
    }),
  );
}
