import { type Asked, ask } from "../answers.ts";
import type { Bodies } from "../picks.ts";
import { CASE_NAMES, CASES, type QueryName } from "../queries.ts";

const NEWEST_CUSTOMERS = "condition: { mergedInto: null, erasedAt: null }, orderBy: [FIRST_SEEN_AT_DESC, ROW_ID_DESC]";
const NEWEST_TOUCHPOINTS = "orderBy: [OCCURRED_AT_DESC, ROW_ID_DESC]";

/** The same questions to the schema that PostGraphile makes of the tables. */
const QUERIES: Record<QueryName, string> = {
  list: `query List($after: Cursor!) {
  allCustomers(first: 20, after: $after, ${NEWEST_CUSTOMERS}) {
    nodes {
      rowId displayName email country firstSeenAt
      touchpointsByCustomerId(first: 10, ${NEWEST_TOUCHPOINTS}) {
        nodes { rowId occurredAt channel type productByProductId { rowId sku name price priceCurrency } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  segments: `query Segments($after: Cursor!) {
  allCustomers(first: 20, after: $after, ${NEWEST_CUSTOMERS}) {
    nodes {
      rowId displayName email country firstSeenAt
      segmentMembershipsByCustomerId(orderBy: [SEGMENT_ID_ASC]) { nodes { segmentBySegmentId { rowId key name } } }
      touchpointsByCustomerId(first: 10, ${NEWEST_TOUCHPOINTS}) {
        nodes { rowId occurredAt channel type productByProductId { rowId sku name price priceCurrency } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  customer: `query Customer($id: UUID!) {
  customerByRowId(rowId: $id) {
    rowId displayName email country city firstSeenAt lastSeenAt
    identitiesByCustomerId(orderBy: [KIND_ASC, VALUE_ASC]) { nodes { kind value firstSeenAt lastSeenAt } }
    customerProfileByCustomerId { orderCount totalSpent firstOrderAt lastOrderAt }
    customerChannelsByCustomerId(orderBy: [TOUCHPOINTS_DESC, CHANNEL_ASC]) { nodes { channel touchpoints } }
    touchpointsByCustomerId(first: 20, ${NEWEST_TOUCHPOINTS}) {
      nodes { rowId occurredAt channel type productByProductId { rowId sku name } }
    }
    customerOrdersByCustomerId(first: 10, orderBy: [PLACED_AT_DESC, ROW_ID_DESC]) {
      nodes {
        rowId orderNumber placedAt status total currency
        orderLinesByCustomerIdAndOrderId(orderBy: [LINE_NUMBER_ASC]) {
          nodes { lineNumber quantity unitPrice total productByProductId { rowId sku name } }
        }
      }
    }
  }
}`,
  product: `query Product($id: UUID!) {
  productByRowId(rowId: $id) {
    rowId sku name brand category stock price priceCurrency
    pricePointsByProductId(orderBy: [VALID_FROM_DESC]) { nodes { validFrom price currency } }
    competitorOffersByProductId(orderBy: [COMPETITOR_ASC, OBSERVED_AT_DESC]) {
      nodes { competitor observedAt price currency url }
    }
  }
}`,
};

/** Our requests in PostGraphile's words, with its own ids and cursors. */
export async function translate(peer: Asked, bodies: Bodies): Promise<Bodies> {
  const order = await orderInCursors(peer);
  const translated = CASE_NAMES.map((name) => [
    name,
    bodies[name].map((body) => {
      const { variables, operationName } = JSON.parse(body);
      const query = QUERIES[CASES[name].query];
      return JSON.stringify({ query, operationName, variables: variablesOf(variables, order) });
    }),
  ]);
  return { ...bodies, ...Object.fromEntries(translated) };
}

function variablesOf({ id, after }: { id?: string; after?: string }, order: string): object {
  if (after === undefined) return { id: uuidOf(id ?? "") };
  const [, ...keys]: string[] = JSON.parse(Buffer.from(after, "base64url").toString("utf8"));
  return { after: Buffer.from(JSON.stringify([order, ...keys])).toString("base64") };
}

/** A cursor begins with a hash of the list's order, which any cursor of it tells. */
async function orderInCursors(peer: Asked): Promise<string> {
  const query = `{ allCustomers(first: 1, ${NEWEST_CUSTOMERS}) { edges { cursor } } }`;
  const { data } = JSON.parse(await ask(peer, JSON.stringify({ query })));
  const [order]: string[] = JSON.parse(Buffer.from(data.allCustomers.edges[0].cursor, "base64").toString("utf8"));
  return order ?? "";
}

const uuidOf = (id: string): string => id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

const COMPARED = 40;

/** Holds the rows of PostGraphile's answers, one after the other, against those of another server: its fields have other names. */
export async function compareRows(server: Asked, bodies: Bodies, peer: Asked, translated: Bodies): Promise<void> {
  for (const name of CASE_NAMES) {
    for (const [index, body] of bodies[name].slice(0, COMPARED).entries()) {
      const right = rowsOf(await ask(server, body), /"id":"[a-z]{3}_([0-9a-f]{32})"/g);
      const found = rowsOf(await ask(peer, translated[name][index] ?? ""), /"rowId":"([0-9a-f-]{36})"/g);
      if (right !== found)
        throw new Error(`${peer.name} answers ${name} with other rows than ${server.name}, asked ${body}`);
    }
  }
}

const rowsOf = (answer: string, id: RegExp): string =>
  [...answer.matchAll(id)].map(([, digits = ""]) => digits.replaceAll("-", "")).join(" ");
