import { expect } from "vitest";
import type { TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, gbp, record } from "../support/builders.ts";

/** A list of the API: where it stands, what its rows are sorted by, and how two rows compare. */
export interface List {
  readonly name: string;
  readonly inside?: string;
  readonly field: string;
  readonly args?: string;
  readonly keys: string;
  readonly sortedBy: (node: Node) => readonly (string | number)[];
  readonly direction: "asc" | "desc";
}

export interface Node {
  readonly id: string;
  readonly firstSeenAt?: string;
  readonly lastSeenAt?: string;
  readonly occurredAt?: string;
  readonly placedAt?: string;
  readonly sku?: string;
  readonly profile?: { readonly totalSpent: { readonly amount: string } };
}

export interface Page {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const ADA = 'customer(identity: { kind: USER_ID, value: "ada" })';

/** Every list that goes both ways. */
export const LISTS: readonly List[] = [
  {
    name: "customers, the newest first",
    field: "customers",
    keys: "firstSeenAt",
    sortedBy: ({ firstSeenAt, id }) => [firstSeenAt ?? "", id],
    direction: "desc",
  },
  {
    name: "customers, the latest active first",
    field: "customers",
    args: "orderBy: LAST_SEEN_DESC",
    keys: "lastSeenAt",
    sortedBy: ({ lastSeenAt, id }) => [lastSeenAt ?? "", id],
    direction: "desc",
  },
  {
    name: "customers, the best first",
    field: "customers",
    args: "orderBy: TOTAL_SPENT_DESC",
    keys: "profile { totalSpent { amount } }",
    sortedBy: ({ profile, id }) => [Number(profile?.totalSpent.amount), id],
    direction: "desc",
  },
  {
    name: "touchpoints of all",
    field: "touchpoints",
    keys: "occurredAt",
    sortedBy: ({ occurredAt, id }) => [occurredAt ?? "", id],
    direction: "desc",
  },
  {
    name: "touchpoints of one customer",
    inside: ADA,
    field: "touchpoints",
    keys: "occurredAt",
    sortedBy: ({ occurredAt, id }) => [occurredAt ?? "", id],
    direction: "desc",
  },
  { name: "products", field: "products", keys: "sku", sortedBy: ({ sku }) => [sku ?? ""], direction: "asc" },
];

/** The list that goes forwards only. */
export const ORDERS: List = {
  name: "orders of one customer",
  inside: ADA,
  field: "orders",
  keys: "placedAt",
  sortedBy: ({ placedAt, id }) => [placedAt ?? "", id],
  direction: "desc",
};

const at = (day: number): string => `2026-05-${String(day).padStart(2, "0")}T10:00:00.000Z`;

/** Rows for every list, with ties in every order but the products'. */
export async function aWorld(app: TestApp): Promise<void> {
  const as = (value: string) => ({ identities: [{ kind: "USER_ID", value }] });
  const order = (number: string, day: number, who: string, sku: string, amount: string) =>
    anOrder(number, { ...as(who), occurredAt: at(day) }, { lines: [{ sku, quantity: 1, unitPrice: gbp(amount) }] });
  await record(
    app,
    ...[1, 1, 1, 2, 3, 3, 4].map((day) => aTouchpoint({ ...as("ada"), occurredAt: at(day) })),
    ...["bob", "cleo", "dan", "eve"].map((who) => aTouchpoint({ ...as(who), occurredAt: at(2) })),
    aTouchpoint({ ...as("fay"), occurredAt: at(1), sku: "Mug" }),
    ...[5, 5, 6, 5, 7].map((day, index) => order(`ada-${index}`, day, "ada", `sku-${index}`, "9.99")),
    order("bob-1", 5, "bob", "mug", "49.95"),
    order("cleo-1", 5, "cleo", "a mug", "9.990"),
    order("dan-1", 8, "dan", "MUG 2", "100.00"),
  );
}

export function operationOf({ inside, field, args = "", keys }: List): string {
  const both = field !== "orders";
  const variables = `$first: Int, $after: String${both ? ", $last: Int, $before: String" : ""}`;
  const paging = `first: $first, after: $after${both ? ", last: $last, before: $before" : ""}`;
  const list = `list: ${field}(${paging} ${args}) {
    totalCount nodes { id ${keys} } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }`;
  return `query (${variables}) { ${inside === undefined ? list : `parent: ${inside} { ${list} }`} }`;
}

export async function pageOf(app: TestApp, list: List, variables: object): Promise<Page> {
  const data = await app.query(operationOf(list), variables);
  return list.inside === undefined ? data.list : data.parent.list;
}

/** Pages through a whole list, in whichever direction, and gives what it met. */
export async function walk(
  app: TestApp,
  list: List,
  size: number,
  direction: "forwards" | "backwards",
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let cursor: string | null = null; pages.length < 100; ) {
    const forwards = direction === "forwards";
    const variables: object = forwards ? { first: size, after: cursor } : { last: size, before: cursor };
    const page = await pageOf(app, list, variables);
    pages.push(page);
    cursor = forwards ? page.pageInfo.endCursor : page.pageInfo.startCursor;
    if (!(forwards ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage)) return pages;
  }
  return expect.unreachable("the list never ends");
}

export const idsOf = ({ nodes }: Page): string[] => nodes.map(({ id }) => id);

/** The rows as the list must have them: sorted in JavaScript, by the stated keys and then by id. */
export function sorted(list: List, nodes: readonly Node[]): string[] {
  const sign = list.direction === "asc" ? 1 : -1;
  const compared = [...nodes].sort((left, right) => sign * compare(list.sortedBy(left), list.sortedBy(right)));
  return compared.map(({ id }) => id);
}

function compare(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  const place = left.findIndex((value, index) => value !== right[index]);
  const [one, other] = [left[place] ?? "", right[place] ?? ""];
  return place === -1 ? 0 : Number(one > other) - Number(one < other);
}

/** What a page of these rows of the list says of itself. */
export function expectedPage(whole: Page, from: number, to: number, hasMore: { before: boolean; after: boolean }) {
  const edges = whole.edges.slice(from, to);
  return {
    totalCount: whole.totalCount,
    nodes: whole.nodes.slice(from, to),
    edges,
    pageInfo: {
      hasNextPage: hasMore.after,
      hasPreviousPage: hasMore.before,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
