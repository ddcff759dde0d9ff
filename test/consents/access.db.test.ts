import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { aConsent, say } from "./say.ts";

const MINE = `{ customer(identity: { kind: ANONYMOUS_ID, value: "visitor" }) { ? } }`;
const READ = "query ($id: ID!) { customer(id: $id) { consents { proof status } consentHistory { nodes { proof } } } }";
const visitor = { identity: { kind: "ANONYMOUS_ID", value: "visitor" } };

test("an analyst reads what is allowed, without its proof", async () => {
  const app = await startApp();
  const id = await say(app, { proof: "signed by Ada Lovelace" });

  const analyst = await app.query(READ, { id }, "ANALYST");
  const marketer = await app.query(READ, { id }, "MARKETER");

  expect(analyst.customer).toEqual({
    consents: [{ proof: null, status: "GRANTED" }],
    consentHistory: { nodes: [{ proof: null }] },
  });
  expect(marketer.customer.consents).toEqual([{ proof: "signed by Ada Lovelace", status: "GRANTED" }]);
});

test.each(["consents { status }", "consentHistory { totalCount }"])(
  "a storefront may not read %s of its own visitor",
  async (selection) => {
    const app = await startApp();
    await say(app, visitor);

    const { data, errors } = await app.send(MINE.replace("?", selection), {}, "STOREFRONT");

    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "FORBIDDEN" }]);
    expect(data).toBeUndefined();
  },
);

const RECORD = "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { ? userErrors { code } } }";

test("a sender records and reads the id alone; an analyst and a storefront do not record", async () => {
  const app = await startApp();
  const asked = (selection: string, role: "INGEST" | "ANALYST" | "STOREFRONT", input: object) =>
    app.send(RECORD.replace("?", selection), { input }, role);

  const sent = await asked("customer { id }", "INGEST", aConsent());
  const others = [
    await asked("consent { status }", "INGEST", aConsent({ status: "DENIED" })),
    await asked("", "ANALYST", aConsent({ status: "DENIED" })),
    await asked("", "STOREFRONT", aConsent({ ...visitor, status: "DENIED" })),
  ];

  expect(sent.data.recordConsent).toEqual({ customer: { id: expect.stringMatching(/^cus_/) }, userErrors: [] });
  expect(others.map(({ errors }) => errors?.[0]?.extensions)).toEqual(others.map(() => ({ code: "FORBIDDEN" })));
  expect(await app.dataSource.query("select status from consent")).toEqual([{ status: "GRANTED" }]);
});
