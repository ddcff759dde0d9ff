import "reflect-metadata";
import type { DocumentNode } from "graphql";
import { beforeAll, expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { anOrder, aTouchpoint, record } from "../support/builders.ts";
import { type Access, accessTo } from "./access.ts";
import { aFrontEnd, type FrontEnd } from "./front-end.ts";

interface Documents {
  readonly CustomerByUserId: DocumentNode;
  readonly UpsertCustomer: DocumentNode;
}

interface Asking {
  ask(access: Access, document: DocumentNode, variables: object): Promise<unknown>;
}

let frontEnd: FrontEnd;
let generated: ReturnType<FrontEnd["run"]>;

beforeAll(async () => {
  frontEnd = await aFrontEnd("GraphQL Code Generator");
  generated = frontEnd.run("graphql-codegen");
  return frontEnd.remove;
});

test("the generator takes the schema, every scalar mapped, without a warning", () => {
  const { code, out, err } = generated;

  expect([code, err]).toEqual([0, ""]);
  expect(out.split("\n").filter((line) => !/^\[(STARTED|SUCCESS)\]/.test(line))).toEqual([""]);
});

const RIGHT_AND_WRONG = `import { ask } from "./ask";
import { CustomerByUserId, UpsertCustomer } from "./customer";

const access = { url: "", key: "" };

export async function read(): Promise<string> {
  const { customer } = await ask(access, CustomerByUserId, { userId: "ada", first: 1 });
  // @ts-expect-error there may be no such customer
  customer.displayName;
  // @ts-expect-error what was not asked for is not there
  customer?.email;
  // @ts-expect-error an amount is no number
  const amount: number | undefined = customer?.profile.totalSpent.amount;
  // @ts-expect-error a variable is missing
  await ask(access, CustomerByUserId, { first: 1 });
  // @ts-expect-error the kinds of identifier are an enumeration
  await ask(access, UpsertCustomer, { input: { identities: [{ kind: "NICKNAME", value: "ada" }] } });
  const at: string | undefined = customer?.touchpoints.edges[0]?.node.occurredAt;
  return \`\${amount} \${at}\`;
}
`;

test("the documents' types hold a front end to the schema", async () => {
  await frontEnd.write("src/right-and-wrong.ts", RIGHT_AND_WRONG);

  const checked = frontEnd.run("tsc");

  expect(checked).toEqual({ code: 0, out: "", err: "" });
});

test("a typed document is answered by the server as its type says", async () => {
  const app = await startApp();
  await record(app, anOrder("1"), aTouchpoint({ occurredAt: "2026-06-03T10:00:00Z" }));
  const access = await accessTo(app);
  const { ask } = await frontEnd.load<Asking>("src/ask.ts");
  const { CustomerByUserId, UpsertCustomer } = await frontEnd.load<Documents>("src/customer.ts");
  const input = { identities: [{ kind: "USER_ID", value: "ada" }], displayName: "Ada" };

  const upserted = await ask(access, UpsertCustomer, { input });
  const read = await ask(access, CustomerByUserId, { userId: "ada", first: 1 });

  const customer = { id: expect.stringMatching(/^cus_/), displayName: "Ada" };
  expect(upserted).toEqual({ upsertCustomer: { customer, userErrors: [] } });
  expect(read).toEqual({
    customer: {
      ...customer,
      profile: { orderCount: 1, totalSpent: { amount: "10.00", currency: "GBP" } },
      touchpoints: {
        edges: [
          {
            node: {
              id: expect.stringMatching(/^tpt_/),
              type: "PAGE_VIEWED",
              channel: "WEB",
              occurredAt: "2026-06-03T10:00:00.000Z",
            },
          },
        ],
        pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
      },
    },
  });
});

test("without a client, too, a refused operation is an error with what the server said", async () => {
  const app = await startApp();
  const { ask } = await frontEnd.load<Asking>("src/ask.ts");
  const { CustomerByUserId } = await frontEnd.load<Documents>("src/customer.ts");

  const refused = ask(await accessTo(app, "INGEST"), CustomerByUserId, { userId: "ada" });

  await expect(refused).rejects.toMatchObject({ cause: [{ extensions: { code: "FORBIDDEN" } }] });
});
