import "reflect-metadata";
import {
  type ConcreteRequest,
  commitMutation,
  type Environment,
  fetchQuery,
  getSingularSelector,
  type ReaderFragment,
} from "relay-runtime";
import { beforeAll, expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { type Access, accessTo } from "./access.ts";
import { aFrontEnd, type FrontEnd } from "./front-end.ts";

const RIGHT_AND_WRONG = `import type { Timeline_customer$data } from "./__generated__/Timeline_customer.graphql";
import { readCustomer } from "./customer";
import { environment } from "./environment";

export async function read(): Promise<string> {
  const customer = await readCustomer(environment({ url: "", key: "" }), "ada");
  // @ts-expect-error there may be no such customer
  customer.displayName;
  // @ts-expect-error the touchpoints are the fragment's own
  customer?.touchpoints;
  // @ts-expect-error the number of rows is none
  await readCustomer(environment({ url: "", key: "" }), "ada", "2");
  const name: string | undefined = customer?.displayName;
  return name ?? "";
}

export const daysOf = ({ touchpoints }: Timeline_customer$data): string[] =>
  touchpoints.edges.map(({ node }) => node.occurredAt.slice(0, 10));
`;

/** What babel-plugin-relay does in a front end's build: each document becomes what the compiler has written for it. */
function withArtefacts(source: string): string {
  const imports: string[] = [];
  const code = source.replace(/graphql`\s*(?:query|fragment|mutation) (\w+)[^`]*`/g, (_document, name: string) => {
    imports.push(`import ${name} from "./__generated__/${name}.graphql";`);
    return name;
  });
  return [...imports, code].join("\n");
}

let frontEnd: FrontEnd;
let compiled: ReturnType<FrontEnd["run"]>;
let checked: ReturnType<FrontEnd["run"]>;

beforeAll(async () => {
  frontEnd = await aFrontEnd("Relay");
  await frontEnd.write("src/right-and-wrong.ts", RIGHT_AND_WRONG);
  compiled = frontEnd.run("relay-compiler");
  checked = frontEnd.run("tsc");
  await frontEnd.write("src/Timeline.ts", withArtefacts(await frontEnd.read("src/Timeline.ts")));
  return frontEnd.remove;
});

interface Customer {
  readonly id: string;
}

/** The fragment's data: the compiler writes its type when the test runs. */
interface Timeline {
  readonly touchpoints: {
    readonly __id: string;
    readonly edges: readonly { readonly node: { readonly occurredAt: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

async function aTimeline(app: TestApp) {
  type Loads = { environment(access: Access): Environment };
  type Reads = { readCustomer(environment: Environment, userId: string, first: number): Promise<Customer | null> };
  type Documents = { touchpoints: ReaderFragment; recordMutation: ConcreteRequest };
  const { environment } = await frontEnd.load<Loads>("src/environment.ts");
  const { readCustomer } = await frontEnd.load<Reads>("src/customer.ts");
  const { touchpoints, recordMutation } = await frontEnd.load<Documents>("src/Timeline.ts");
  const { default: nextPage } = await frontEnd.load<{ default: ConcreteRequest }>(
    "src/__generated__/TimelinePageQuery.graphql.ts",
  );
  const relay = environment(await accessTo(app));
  return {
    relay,
    read: (first: number) => readCustomer(relay, "ada", first),
    shown: (customer: Customer | null): Timeline => {
      const { data } = relay.lookup(getSingularSelector(touchpoints, customer));
      return data as unknown as Timeline; // as the fragment says
    },
    more: (id: string, first: number, after: string) => fetchQuery(relay, nextPage, { id, first, after }).toPromise(),
    send: (input: object, connections: string[]) =>
      new Promise((onCompleted, onError) =>
        commitMutation(relay, { mutation: recordMutation, variables: { input, connections }, onCompleted, onError }),
      ),
  };
}

const daysOf = ({ touchpoints }: Timeline): string[] =>
  touchpoints.edges.map(({ node }) => node.occurredAt.slice(8, 10));

const on = (day: number, given: object = {}) => aTouchpoint({ occurredAt: `2026-06-0${day}T10:00:00.000Z`, ...given });

async function ada(app: TestApp, ...days: number[]): Promise<void> {
  const input = { identities: [{ kind: "USER_ID", value: "ada" }], displayName: "Ada" };
  await app.query("mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { created } }", { input });
  await record(app, ...days.map((day) => on(day)));
}

test("the compiler takes the schema, its connections and its scalars, without a warning", () => {
  const { code, out, err } = compiled;

  expect([code, `${out}${err}`.match(/warn.*|error.*/gi)]).toEqual([0, null]);
});

test("the compiler's types hold a front end to the schema", () => {
  expect(checked).toEqual({ code: 0, out: "", err: "" });
});

test("a customer's touchpoints grow page by page into one list, the newest first, until there are no more", async () => {
  const app = await startApp();
  await ada(app, 3, 1, 5, 2, 4);
  const { read, shown, more } = await aTimeline(app);

  const customer = await read(2);
  const lists = [shown(customer)];
  for (const _page of [2, 3]) {
    await more(customer?.id ?? "", 2, lists.at(-1)?.touchpoints.pageInfo.endCursor ?? "");
    lists.push(shown(customer));
  }

  expect(lists.map((list) => [daysOf(list), list.touchpoints.pageInfo.hasNextPage])).toEqual([
    [["05", "04"], true],
    [["05", "04", "03", "02"], true],
    [["05", "04", "03", "02", "01"], false],
  ]);
});

test("a touchpoint that was recorded stands at the list's head, and one that was not taken changes nothing", async () => {
  const app = await startApp();
  await ada(app, 1, 2);
  const { read, shown, send } = await aTimeline(app);
  const customer = await read(20);
  const connections = [shown(customer).touchpoints.__id];

  const answer = await send({ touchpoints: [on(4), on(3, { channel: "EMAIL", quantity: 0 })] }, connections);

  expect(answer).toMatchObject({
    recordTouchpoints: { outcomes: [{ status: "RECORDED" }, { status: "QUARANTINED", touchpoint: null }] },
  });
  expect(daysOf(shown(customer))).toEqual(["04", "02", "01"]);
});

test("a customer without the name that the page requires is none", async () => {
  const app = await startApp();
  await record(app, on(1));
  const { read } = await aTimeline(app);

  expect(await read(20)).toBeNull();
});

test("a refused page is an error with what the server said", async () => {
  const app = await startApp();
  await ada(app, 1);
  const { read, more } = await aTimeline(app);
  const customer = await read(20);

  const refused = more(customer?.id ?? "", 1, "no cursor");

  await expect(refused).rejects.toMatchObject({ source: { errors: [{ extensions: { code: "BAD_USER_INPUT" } }] } });
});
