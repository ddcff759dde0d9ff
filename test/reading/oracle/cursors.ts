import type { Told } from "../ways/serve.ts";

interface Edges {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
}

interface ConsentEdges extends Pick<Edges, "pageInfo"> {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly source: string; readonly recordedAt: string };
  }[];
}

interface AssignmentEdges extends Pick<Edges, "pageInfo"> {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly customer: { readonly id: string } } }[];
}

interface ChangeEdges extends Pick<Edges, "pageInfo"> {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly change: string; readonly customer: { readonly id: string } };
  }[];
}

type Ask = (query: string, variables: object) => Promise<Told>;

const EDGES = "{ edges { cursor node { id } } pageInfo { endCursor hasNextPage } }";

/** The cursors of all rows in all orders, as the program itself gave them: to whoever pages they are opaque. */
export class Cursors {
  readonly #places = new Map<string, { order: string; id: string }>();
  readonly #texts = new Map<string, string>();

  add(order: string, { edges }: Edges): void {
    for (const { cursor, node } of edges) {
      this.#places.set(cursor, { order, id: node.id });
      this.#texts.set(`${order} ${node.id}`, cursor);
    }
  }

  /** By their orders. */
  all(): Readonly<Record<string, readonly string[]>> {
    const all: Record<string, string[]> = {};
    for (const [cursor, { order }] of this.#places) all[order] = [...(all[order] ?? []), cursor];
    return all;
  }

  of(order: string, id: string): string {
    const text = this.#texts.get(`${order} ${id}`);
    if (text === undefined) throw new Error(`no page has shown ${id} in the order ${order}`);
    return text;
  }

  /** The row of a cursor, or undefined where it is no cursor of this order. */
  idAt(order: string, cursor: string): string | undefined {
    const place = this.#places.get(cursor);
    return place?.order === order ? place.id : undefined;
  }
}

export const CUSTOMER_ORDERS = ["FIRST_SEEN_DESC", "LAST_SEEN_DESC", "TOTAL_SPENT_DESC"] as const;

export async function readCursors(ask: Ask): Promise<Cursors> {
  const cursors = new Cursors();
  for (const order of CUSTOMER_ORDERS) {
    await readPages(ask, cursors, order, `customers(first: 100, after: $after, orderBy: ${order}) ${EDGES}`);
  }
  await readPages(ask, cursors, "OCCURRED_DESC", `touchpoints(first: 100, after: $after) ${EDGES}`);
  await readPages(ask, cursors, "SKU", `products(first: 100, after: $after) ${EDGES}`);
  await readPages(ask, cursors, "CREATED_DESC", `jobs(first: 100, after: $after) ${EDGES}`);
  const { answer } = await ask(`{ customers(first: 100) { nodes { orders(first: 100) ${EDGES} } } }`, {});
  for (const { orders } of answer.data.customers.nodes) cursors.add("PLACED_DESC", orders);
  const said = await ask(
    "{ customers(first: 100) { nodes { consentHistory(first: 100) { edges { cursor node { source recordedAt } } pageInfo { endCursor hasNextPage } } } } }",
    {},
  );
  for (const { consentHistory } of said.answer.data.customers.nodes)
    cursors.add("RECORDED_DESC", named(consentHistory));
  await readPages(ask, cursors, "KEY_ASC", `segments(first: 100, after: $after, status: null) ${EDGES}`);
  const moved = await ask(
    "{ segments(first: 100, status: null) { nodes { id membershipChanges(first: 100) { edges { cursor node { change customer { id } } } pageInfo { endCursor hasNextPage } } } } }",
    {},
  );
  for (const { id, membershipChanges } of moved.answer.data.segments.nodes) {
    const { edges, pageInfo }: ChangeEdges = membershipChanges;
    const named = edges.map(({ cursor, node: { change, customer } }) => ({
      cursor,
      node: { id: [customer.id, id, change].join(" ") },
    }));
    cursors.add("NUMBER_DESC", { edges: named, pageInfo });
  }
  await readPages(ask, cursors, "CAMPAIGN_CREATED_DESC", `campaigns(first: 100, after: $after) ${EDGES}`);
  const reached = await ask(
    "{ campaigns(first: 100) { nodes { assignments(first: 100) { edges { cursor node { customer { id } } } pageInfo { endCursor hasNextPage } } } } }",
    {},
  );
  for (const { assignments } of reached.answer.data.campaigns.nodes)
    cursors.add("CUSTOMER_ASC", byCustomer(assignments));
  return cursors;
}

/** The API shows no ids of consents: who told of one, and when, is its name here. */
const named = ({ edges, pageInfo }: ConsentEdges): Edges => ({
  pageInfo,
  edges: edges.map(({ cursor, node }) => ({ cursor, node: { id: `${node.source} ${node.recordedAt}` } })),
});

/** An assignment is named by whose it is. */
const byCustomer = ({ edges, pageInfo }: AssignmentEdges): Edges => ({
  pageInfo,
  edges: edges.map(({ cursor, node: { customer } }) => ({ cursor, node: customer })),
});

async function readPages(ask: Ask, cursors: Cursors, order: string, field: string): Promise<void> {
  let after: string | null = null;
  do {
    const { answer } = await ask(`query ($after: String) { page: ${field} }`, { after });
    const page: Edges = answer.data.page;
    cursors.add(order, page);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}
