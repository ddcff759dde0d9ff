import "reflect-metadata";
import { expect, test } from "vitest";
import { createApiKey } from "../../src/access/index.ts";
import type { Role } from "../../src/graphql/roles.ts";
import { NOW, startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";
import { aSegment, membersOf } from "./segments.ts";

const UPSERT = "mutation ($input: UpsertCustomerInput!) { upsertCustomer(input: $input) { customer { id } } }";

async function asked(app: TestApp, path: string, options: { body?: string; as?: Role } = {}) {
  const key = await createApiKey(app.dataSource.manager, "files", options.as ?? "MARKETER", NOW);
  const { body } = options;
  const response = await fetch(new URL(path, app.url), {
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    named: response.headers.get("content-disposition"),
    text: await response.text(),
  };
}

const given = async (app: TestApp, input: object): Promise<string> =>
  (await app.query(UPSERT, { input })).upsertCustomer.customer.id;

test("members go out as a file that no spreadsheet takes for formulas", async () => {
  const app = await startApp();
  const ada = await given(app, {
    identities: [{ kind: "USER_ID", value: "ada" }],
    displayName: '=HYPERLINK("http://evil")',
    email: "ada@example.com",
    phone: "+442071234567",
    city: 'Lon"don, or\nso',
    country: "GB",
    occurredAt: "2026-06-01T09:00:00.000Z",
  });
  const bob = await given(app, {
    identities: [{ kind: "USER_ID", value: "@bob" }],
    displayName: "-Bob",
    occurredAt: "2026-06-01T10:00:00.000Z",
  });
  await aSegment(app, { key: "both", customerIds: [ada, bob] });

  const file = await asked(app, "/export/segment.csv?key=both");

  const rows = [
    `${ada},ada,"'=HYPERLINK(""http://evil"")",ada@example.com,'+442071234567,GB,"Lon""don, or\nso",,2026-06-01T09:00:00.000Z,${NOW.toISOString()}`,
    `${bob},'@bob,'-Bob,,,,,,2026-06-01T10:00:00.000Z,${NOW.toISOString()}`,
  ];
  expect(file).toEqual({
    status: 200,
    type: "text/csv; charset=utf-8; header=present",
    named: 'attachment; filename="both.csv"',
    text: [
      "customerId,userId,displayName,email,phone,country,city,language,firstSeenAt,enteredAt",
      ...rows.sort(),
      "",
    ].join("\r\n"),
  });
});

test("more than a thousand members come whole, and what went out comes in again", async () => {
  const app = await startApp();
  const people = Array.from({ length: 2_100 }, (_, index) =>
    aTouchpoint({ identities: [{ kind: "USER_ID", value: `user-${index}` }] }),
  );
  for (let from = 0; from < people.length; from += 700) await record(app, ...people.slice(from, from + 700));
  await aSegment(app, { key: "all", rule: { identity: "USER_ID" } });
  const copy = await aSegment(app, { key: "copy", customerIds: [] });

  const { text } = await asked(app, "/export/segment.csv?key=all");
  const imported = await asked(app, "/import/segment.csv?key=copy", { body: text });
  const again = await asked(app, "/import/segment.csv?key=copy", { body: text });

  const counts = { segment: "copy", rows: 2_100, unknown: 0, unknownLines: [] };
  expect(JSON.parse(imported.text)).toEqual({ ...counts, added: 2_100, already: 0 });
  expect(JSON.parse(again.text)).toEqual({ ...counts, added: 0, already: 2_100 });
  const { segment } = await app.query("query ($id: ID!) { segment(id: $id) { size } }", { id: copy });
  expect(segment.size).toBe(2_100);
});

test("people are named by an id or by any identifier; who is not known is counted, with the line", async () => {
  const app = await startApp();
  const ada = await given(app, { identities: [{ kind: "USER_ID", value: "ada" }] });
  await given(app, { identities: [{ kind: "USER_ID", value: "bob" }], phone: "+442071234567" });
  await given(app, { identities: [{ kind: "USER_ID", value: "cem" }], email: "cem@example.com" });
  const list = await aSegment(app, { key: "list", customerIds: [] });
  const body = `\ufeffphone,name,customerId,email,userId\r\n,"Ada, L.",${ada},,\r\n'+442071234567,Bob,,,\r\n,Cem,, CEM@example.com ,\r\n,Cem again,,cem@example.com,${"x".repeat(2_000)}\r\n,Nobody,,nobody@example.com,\r\n\r\n,,cus_x,,\r\n`;

  const { status, text } = await asked(app, "/import/segment.csv?key=list", { body });

  expect([status, JSON.parse(text)]).toEqual([
    200,
    { segment: "list", rows: 6, added: 3, already: 1, unknown: 2, unknownLines: [6, 8] },
  ]);
  expect(await membersOf(app, list)).toEqual(["ada", "bob", "cem"]);
});

const NAMES =
  "one at least of customerId, userId, externalId, loyaltyCard, email, phone, socialId, deviceId, anonymousId";

test.each([
  ["", 400, `Nothing was imported: the file is empty: its first line names the columns, ${NAMES}.`],
  [
    "name,city\nAda,London\n",
    400,
    `Nothing was imported: the first line names the columns, ${NAMES}; it is "name,city".`,
  ],
  ['userId\nada\n"bob\n', 400, "Nothing was imported: line 3: Quote Not Closed"],
])("of a file that cannot be read nothing is taken: %j", async (body, status, message) => {
  const app = await startApp();
  await given(app, { identities: [{ kind: "USER_ID", value: "ada" }] });
  const list = await aSegment(app, { key: "list", customerIds: [] });

  const answer = await asked(app, "/import/segment.csv?key=list", { body });

  expect([answer.status, JSON.parse(answer.text).errors[0].message]).toEqual([
    status,
    expect.stringContaining(message),
  ]);
  expect(await membersOf(app, list)).toEqual([]);
});

test.each<[string, { body?: string; as?: Role }, number, string]>([
  ["/export/segment.csv", {}, 400, "Say which segment: ?key=big-spenders."],
  ["/export/segment.csv?key=nothing", {}, 404, "There is no segment nothing."],
  [
    "/export/segment.csv?key=rule",
    { as: "ANALYST" },
    403,
    "Members as a file are not for the role ANALYST; they are for ADMIN, MARKETER.",
  ],
  ["/export/segment.csv?key=rule", { body: "" }, 405, "This is read by GET."],
  ["/import/segment.csv?key=list", {}, 405, "Members are sent by POST."],
  [
    "/import/segment.csv?key=rule",
    { body: "userId\nada\n" },
    409,
    "The segment rule is RULE: only an ACTIVE STATIC one has a list.",
  ],
  [
    "/import/segment.csv?key=list",
    { body: "userId\nada\n", as: "INGEST" },
    403,
    "Members as a file are not for the role INGEST; they are for ADMIN, MARKETER.",
  ],
])("%s with %j is refused", async (path, options, status, message) => {
  const app = await startApp();
  await aSegment(app, { key: "rule", rule: { identity: "EMAIL" } });
  await aSegment(app, { key: "list", customerIds: [] });

  const answer = await asked(app, path, options);

  expect([answer.status, JSON.parse(answer.text).errors[0].message]).toEqual([status, message]);
});

test("nobody reads members without a key", async () => {
  const app = await startApp();

  const response = await fetch(new URL("/export/segment.csv?key=rule", app.url));

  expect(response.status).toBe(401);
});
