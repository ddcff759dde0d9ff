import "reflect-metadata";
import { gql, type TypedDocumentNode } from "@apollo/client";
import { beforeAll, expect, test, vi } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aLine, anOrder, aTouchpoint, record } from "../support/builders.ts";
import { type ApolloFrontEnd, anApolloFrontEnd, watched } from "./apollo-front-end.ts";

let frontEnd: ApolloFrontEnd;

beforeAll(async () => {
  frontEnd = await anApolloFrontEnd();
  return frontEnd.remove;
});

const on = (day: number, who = "ada") =>
  aTouchpoint({ occurredAt: `2026-06-0${day}T10:00:00.000Z`, identities: [{ kind: "USER_ID", value: who }] });

const BOB = { identities: [{ kind: "USER_ID", value: "bob" }], occurredAt: "2026-06-02T11:00:00.000Z" };

const idOf = async (app: TestApp): Promise<string> =>
  (await app.query('{ customer(identity: { kind: USER_ID, value: "ada" }) { id } }')).customer.id;

test("a customer's touchpoints grow page by page into one list, the newest first, until there are no more", async () => {
  const app = await startApp();
  await record(app, on(3), on(1), on(5), on(2), on(4));
  const { query, more } = frontEnd.timeline(await frontEnd.clientOf(app), "ada", 2);

  const seen = watched(query, ({ customer }) =>
    customer.touchpoints.edges.map(({ node }) => node.occurredAt.slice(8, 10)),
  );

  const days = [await seen.next()];
  for (const _page of [2, 3]) {
    await more();
    days.push(await seen.next());
  }

  expect(days).toEqual([
    ["05", "04"],
    ["05", "04", "03", "02"],
    ["05", "04", "03", "02", "01"],
  ]);
});

interface CustomersAnswer {
  readonly customers: {
    readonly totalCount: number;
    readonly edges: readonly { readonly node: { readonly displayName: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const CUSTOMERS: TypedDocumentNode<CustomersAnswer> = gql`
  query ($orderBy: CustomerOrder, $first: Int, $after: String) {
    customers(orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      edges { node { id displayName } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

test("lists of customers in two orders are paged side by side", async () => {
  const app = await startApp();
  const touchpoints = [on(1, "ada"), on(2, "bob"), on(3, "cleo")];
  await record(app, ...touchpoints, anOrder("1"), anOrder("2", BOB, { lines: [aLine({ quantity: 2 })] }));
  const client = await frontEnd.clientOf(app);
  for (const value of ["ada", "bob", "cleo"]) {
    const variables = { input: { identities: [{ kind: "USER_ID", value }], displayName: value } };
    await client.mutate({ mutation: frontEnd.documents.UpsertCustomer, variables });
  }
  const lists = ["FIRST_SEEN_DESC", "TOTAL_SPENT_DESC"].map((orderBy) =>
    client.watchQuery({ query: CUSTOMERS, variables: { orderBy, first: 2 } }),
  );
  const seen = lists.map((list) => watched(list, ({ customers }) => customers));

  const firsts = await Promise.all(seen.map((list) => list.next()));
  for (const [index, list] of lists.entries()) {
    await list.fetchMore({ variables: { after: firsts[index]?.pageInfo.endCursor } });
  }
  const wholes = await Promise.all(seen.map((list) => list.next()));

  expect(wholes.map((list) => list?.edges.map(({ node }) => node.displayName))).toEqual([
    ["cleo", "bob", "ada"],
    ["bob", "ada", "cleo"],
  ]);
  expect(wholes.map((list) => [list?.totalCount, list?.pageInfo.hasNextPage])).toEqual([
    [3, false],
    [3, false],
  ]);
});

test("a customer asked for by identity, by id and as a node is one entry of the cache", async () => {
  const app = await startApp();
  await record(app, on(1));
  const id = await idOf(app);
  const client = await frontEnd.clientOf(app);

  await client.query({ query: frontEnd.documents.CustomerByUserId, variables: { userId: "ada", first: 1 } });
  await client.query({ query: gql`query ($id: ID!) { customer(id: $id) { id country } }`, variables: { id } });
  await client.query({
    query: gql`query ($id: ID!) { node(id: $id) { id ... on Customer { language } } }`,
    variables: { id },
  });

  const entries = Object.entries(client.cache.extract() as object).filter(
    ([, { __typename }]) => __typename === "Customer",
  );
  expect(entries).toEqual([
    [`Customer:${id}`, expect.objectContaining({ id, displayName: null, country: null, language: null })],
  ]);
});

test("what a mutation's payload says is seen where the customer is watched", async () => {
  const app = await startApp();
  await record(app, on(1));
  const client = await frontEnd.clientOf(app);
  const { query } = frontEnd.timeline(client, "ada", 1);
  const seen = watched(query, ({ customer }) => customer.displayName);
  const before = await seen.next();
  const input = { id: await idOf(app), displayName: "Countess Lovelace" };

  await client.mutate({ mutation: frontEnd.documents.UpsertCustomer, variables: { input } });

  expect([before, await seen.next()]).toEqual([null, "Countess Lovelace"]);
});

const fragments = gql`
  fragment Thing on Node { id }
  fragment Spent on Customer { profile { totalSpent { amount } } }
`;

test("a fragment on an interface is read back from the cache", async () => {
  const app = await startApp();
  await record(app, anOrder("1"));
  const client = await frontEnd.clientOf(app);
  const id = await idOf(app);
  const query = gql`query ($id: ID!) { node(id: $id) { ...Thing ...Spent } } ${fragments}`;

  await client.query({ query, variables: { id } });
  const cached = client.readQuery({ query, variables: { id } });

  const profile = { __typename: "CustomerProfile", totalSpent: { __typename: "Money", amount: "10.00" } };
  expect(cached).toEqual({ node: { __typename: "Customer", id, profile } });
});

test("two queries that read different parts of a profile both stay answered, without a warning", async () => {
  const app = await startApp();
  await record(app, anOrder("1"));
  const client = await frontEnd.clientOf(app);
  const variables = { id: await idOf(app) };
  const partOf = (selected: string) => gql(`query ($id: ID!) { customer(id: $id) { id ${selected} } shop { name } }`);
  const [one, other] = [
    partOf("profile { orderCount totalSpent { amount } }"),
    partOf("profile { totalSpent { currency } }"),
  ];
  const warned = vi.spyOn(console, "error");

  await client.query({ query: one, variables });
  await client.query({ query: other, variables });

  expect(client.readQuery({ query: one, variables })).toMatchObject({
    customer: { profile: { orderCount: 1, totalSpent: { amount: "10.00" } } },
  });
  expect(client.readQuery({ query: other, variables })).toMatchObject({
    customer: { profile: { totalSpent: { currency: "GBP" } } },
  });
  expect(warned).not.toHaveBeenCalled();
});
