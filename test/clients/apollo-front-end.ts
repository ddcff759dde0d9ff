import type { ApolloClient, DocumentNode, MaybeMasked, ObservableQuery } from "@apollo/client";
import { onTestFinished } from "vitest";
import type { Role } from "../../src/graphql/roles.ts";
import type { TestApp } from "../support/app.ts";
import { type Access, accessTo } from "./access.ts";
import { aFrontEnd, type FrontEnd } from "./front-end.ts";

/** What the tests look at of the answer to CustomerByUserId. */
export interface CustomerAnswer {
  readonly customer: {
    readonly displayName: string | null;
    readonly touchpoints: { readonly edges: readonly { readonly node: { readonly occurredAt: string } }[] };
  };
}

export interface ApolloFrontEnd extends FrontEnd {
  readonly documents: { readonly CustomerByUserId: DocumentNode; readonly UpsertCustomer: DocumentNode };
  /** A client with an empty cache. */
  clientOf(app: TestApp, role?: Role): Promise<ApolloClient>;
  timeline(
    client: ApolloClient,
    userId: string,
    first: number,
  ): { query: ObservableQuery<CustomerAnswer>; more(): Promise<void> };
}

/** The page's front end with Apollo Client, its documents and its possible types generated. */
export async function anApolloFrontEnd(): Promise<ApolloFrontEnd> {
  const frontEnd = await aFrontEnd("GraphQL Code Generator", "Apollo Client");
  for (const { code, err } of [frontEnd.run("graphql-codegen"), frontEnd.run("node", "possible-types.mjs")]) {
    if (code !== 0) throw new Error(err);
  }
  const { apollo } = await frontEnd.load<{ apollo(access: Access): ApolloClient }>("src/apollo.ts");
  return {
    ...frontEnd,
    ...(await frontEnd.load<Pick<ApolloFrontEnd, "timeline">>("src/timeline.ts")),
    documents: await frontEnd.load<ApolloFrontEnd["documents"]>("src/customer.ts"),
    clientOf: async (app, role) => apollo(await accessTo(app, role)),
  };
}

/** What a watched query shows, one settled answer after the other: a page that was asked for is shown some time later. */
export function watched<Data, Seen>(query: ObservableQuery<Data>, look: (data: MaybeMasked<Data>) => Seen) {
  const reader = new ReadableStream<Seen>({
    start(shown) {
      const subscription = query.subscribe(({ data, dataState, loading, error }) => {
        if (error !== undefined) shown.error(error);
        else if (!loading && dataState === "complete") shown.enqueue(look(data));
      });
      onTestFinished(() => subscription.unsubscribe());
    },
  }).getReader();
  return { next: async (): Promise<Seen | undefined> => (await reader.read()).value };
}
