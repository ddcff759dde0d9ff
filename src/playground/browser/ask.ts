import type { GraphiQL } from "graphiql";
import { getOperationAST } from "graphql";
import { createClient } from "graphql-sse";

export type Ask = Parameters<typeof GraphiQL>[0]["fetcher"];

/** Stands in the header editor until somebody puts a key there. */
export const PLACEHOLDER = "Bearer <put your API key here>";

const NO_KEY = {
  errors: [{ message: "Put an API key under Headers. `npx tributary key NAME --role ANALYST` makes one." }],
};

/** Asks the API. A tab in which nobody has put a key uses the one that is known already. */
export const askWith =
  (key: string | null): Ask =>
  async (operation, options) => {
    const headers = new Headers(options?.headers ?? { authorization: PLACEHOLDER });
    if (headers.get("authorization") === PLACEHOLDER) {
      if (key === null) return NO_KEY;
      headers.set("authorization", `Bearer ${key}`);
    }
    const ast = options?.documentAST && getOperationAST(options.documentAST, operation.operationName);
    if (ast?.operation === "subscription") {
      const authorization = headers.get("authorization") ?? "";
      return createClient({ url: "/graphql", retryAttempts: 0, headers: { authorization } }).iterate(
        asRequest(operation),
      );
    }
    headers.set("accept", "application/json");
    headers.set("content-type", "application/json");
    const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(operation) });
    return response.json();
  };

const asRequest = ({ query, variables, operationName }: Parameters<Ask>[0]) => ({
  query,
  variables,
  ...(typeof operationName === "string" && { operationName }),
});

/** The text of the header editor; null stands for a key to come. */
export const headersWith = (key: string | null): string =>
  JSON.stringify({ authorization: key === null ? PLACEHOLDER : `Bearer ${key}` }, null, 2);

/** The key in the text of the header editor, once it is whole: keys have at least 32 characters. */
export const keyIn = (text: string): string | null => /"Bearer ([^\s"]{32,})"/.exec(text)?.[1] ?? null;
