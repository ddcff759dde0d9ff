import "reflect-metadata";
import { createHash } from "node:crypto";
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { beforeAll, expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { accessTo } from "./access.ts";
import { type ApolloFrontEnd, anApolloFrontEnd } from "./apollo-front-end.ts";

let frontEnd: ApolloFrontEnd;

beforeAll(async () => {
  frontEnd = await anApolloFrontEnd();
  return frontEnd.remove;
});

const SHOP = gql`{ shop { name } }`;
const COST = gql`{ products { nodes { cost { amount } } } }`;

test("the client's files hold to the types of the client and of the schema", () => {
  const checked = frontEnd.run("tsc");

  expect(checked).toEqual({ code: 0, out: "", err: "" });
});

test("a refused operation rejects, or comes beside no data, or is passed over, as the error policy says", async () => {
  const app = await startApp();
  const client = await frontEnd.clientOf(app, "STOREFRONT");

  const none = await client.query({ query: COST, errorPolicy: "none" }).catch((error: unknown) => error);
  const all = await client.query({ query: COST, errorPolicy: "all" });
  const ignore = await client.query({ query: COST, errorPolicy: "ignore" });

  const codes = [none, all.error].map((error) =>
    CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions?.["code"]) : error,
  );
  expect(codes).toEqual([["FORBIDDEN"], ["FORBIDDEN"]]);
  expect([all.data, ignore.data, ignore.error]).toEqual([undefined, undefined, undefined]);
});

test("a wrong variable is told with its place", async () => {
  const app = await startApp();
  const client = await frontEnd.clientOf(app);
  const query = gql`query ($first: Int) { customers(first: $first) { totalCount } }`;

  const error = await client.query({ query, variables: { first: -1 } }).catch((each: unknown) => each);

  expect(CombinedGraphQLErrors.is(error) && error.errors.map(({ extensions }) => extensions)).toEqual([
    { code: "BAD_USER_INPUT", path: ["customers", "first"] },
  ]);
});

test("an unknown key is an error with the code UNAUTHENTICATED", async () => {
  const app = await startApp();
  const link = new HttpLink({ uri: app.url, headers: { authorization: "Bearer nobody's" } });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });

  const error = await client.query({ query: SHOP }).catch((each: unknown) => each);

  expect(CombinedGraphQLErrors.is(error) && error.errors.map(({ extensions }) => extensions)).toEqual([
    { code: "UNAUTHENTICATED" },
  ]);
});

test("what a person can mend is data, and the customer stays as it was", async () => {
  const app = await startApp();
  await record(app, aTouchpoint());
  const client = await frontEnd.clientOf(app);
  const input = { identities: [{ kind: "USER_ID", value: "ada" }], country: "Albion" };

  const { data, error } = await client.mutate({ mutation: frontEnd.documents.UpsertCustomer, variables: { input } });
  const { customers } = await app.query("{ customers { nodes { country } } }");

  expect(error).toBeUndefined();
  expect(data).toEqual({
    upsertCustomer: {
      __typename: "UpsertCustomerPayload",
      customer: null,
      userErrors: [
        { __typename: "FieldError", code: "INVALID", message: expect.any(String), path: ["input", "country"] },
      ],
    },
  });
  expect(customers.nodes).toEqual([{ country: null }]);
});

test("a persisted query is sent once in full, then by its hash alone, by GET", async () => {
  const app = await startApp();
  const { url, key } = await accessTo(app);
  const sent: string[] = [];
  const http = new HttpLink({
    uri: url,
    headers: { authorization: `Bearer ${key}` },
    fetch: (address, options) => {
      const question = `${address} ${options?.body ?? ""}`;
      sent.push(`${options?.method} ${/\bquery\b/.test(question) ? "query and hash" : "hash"}`);
      return fetch(address, options);
    },
  });
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  const client = () => new ApolloClient({ link: persisted.concat(http), cache: new InMemoryCache() });

  const first = await client().query({ query: SHOP });
  const second = await client().query({ query: SHOP });

  const shop = { __typename: "Shop", name: "Test shop" };
  expect([first.data, second.data]).toEqual([{ shop }, { shop }]);
  expect(sent).toEqual(["GET hash", "POST query and hash", "GET hash"]);
});
