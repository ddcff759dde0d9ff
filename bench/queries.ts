/** What the servers are asked: as a front end would send it. */
export const QUERIES = {
  list: `query List($after: String!) {
  customers(first: 20, after: $after) {
    nodes {
      id displayName email country firstSeenAt
      touchpoints(first: 10) {
        nodes { id occurredAt channel type product { id sku name price { amount currency } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  segments: `query Segments($after: String!) {
  customers(first: 20, after: $after) {
    nodes {
      id displayName email country firstSeenAt
      segments { id key name }
      touchpoints(first: 10) {
        nodes { id occurredAt channel type product { id sku name price { amount currency } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  customer: `query Customer($id: ID!) {
  customer(id: $id) {
    id displayName email country city firstSeenAt lastSeenAt
    identities { kind value firstSeenAt lastSeenAt }
    profile {
      orderCount totalSpent { amount currency } averageOrderValue { amount } firstOrderAt lastOrderAt
      channelMix { channel touchpoints share }
    }
    touchpoints(first: 20) { nodes { id occurredAt channel type product { id sku name } } }
    orders(first: 10) {
      nodes {
        id orderNumber placedAt status total { amount currency }
        lines { lineNumber quantity unitPrice { amount } total { amount } product { id sku name } }
      }
    }
  }
}`,
  product: `query Product($id: ID!) {
  product(id: $id) {
    id sku name brand category stock price { amount currency }
    priceHistory { from to price { amount currency } }
    competitorOffers { competitor observedAt price { amount currency } url }
  }
}`,
} as const;

export type QueryName = keyof typeof QUERIES;

/** What is measured: a query with the variables it is asked with. */
export const CASES = {
  list: { query: "list", about: "a page of 20 customers with 10 touchpoints each, from the newest tenth" },
  deep: { query: "list", about: "the same page, at 90 % of the list" },
  segments: { query: "segments", about: "the first page, with the segments in which each customer is" },
  customer: { query: "customer", about: "one customer: identities, profile, 20 touchpoints, 10 orders with lines" },
  product: { query: "product", about: "one product with its price history and offers" },
} as const satisfies Record<string, { query: QueryName; about: string }>;

export type CaseName = keyof typeof CASES;
export const CASE_NAMES = ["list", "deep", "segments", "customer", "product"] as const satisfies readonly CaseName[];

/** The request's body. */
export const bodyOf = (name: CaseName, variables: object): string =>
  JSON.stringify({ query: QUERIES[CASES[name].query], variables, operationName: operationOf(CASES[name].query) });

const operationOf = (name: QueryName): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;
