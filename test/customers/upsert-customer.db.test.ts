import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { startApp, type TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";

const UPSERT = `mutation ($input: UpsertCustomerInput!) {
  upsertCustomer(input: $input) {
    customer {
      id displayName firstName lastName email phone birthDate ageBand country city traits firstSeenAt lastSeenAt
      address { street city } identities { kind value }
    }
    created
    userErrors { code message path }
  }
}`;
const COUNT = "{ customers { totalCount } }";

const upsert = async (app: TestApp, input: object) => (await app.query(UPSERT, { input })).upsertCustomer;
const save = async (app: TestApp, input: object) => {
  const { customer, userErrors } = await upsert(app, input);
  expect(userErrors).toEqual([]);
  return customer;
};
const refusal = (...userErrors: object[]) => ({ customer: null, created: false, userErrors });

const inOneLine = ({ code, path, message }: { code: string; path: string[]; message: string }) =>
  `${code} ${path.join(".")}: ${message}`;

const ADA = { email: "Ada@Example.com" };

test("facts about an unknown e-mail address make the customer", async () => {
  const app = await startApp();

  const answer = await upsert(app, {
    ...ADA,
    firstName: " Ada ",
    lastName: "Lovelace",
    country: "GB",
    traits: { size: 38 },
  });

  expect(answer).toEqual({
    customer: {
      id: expect.stringMatching(/^cus_[0-9a-f]{32}$/),
      displayName: "Ada Lovelace",
      firstName: "Ada",
      lastName: "Lovelace",
      email: "ada@example.com",
      phone: null,
      birthDate: null,
      ageBand: null,
      country: "GB",
      city: null,
      traits: { size: 38 },
      firstSeenAt: "2026-06-15T12:00:00.000Z",
      lastSeenAt: "2026-06-15T12:00:00.000Z",
      address: null,
      identities: [{ kind: "EMAIL", value: "ada@example.com" }],
    },
    created: true,
    userErrors: [],
  });
});

test("facts under a known identifier are added to its customer", async () => {
  const app = await startApp();
  const ada = await save(app, { ...ADA, firstName: "Ada" });

  const answer = await upsert(app, { email: "ada@example.com", phone: "+44 20 7123 4567", city: "London" });

  expect(answer).toEqual({
    customer: {
      ...ada,
      phone: "+442071234567",
      city: "London",
      identities: [...ada.identities, { kind: "PHONE", value: "+442071234567" }],
    },
    created: false,
    userErrors: [],
  });
});

test("facts under the customer's id need no identifier", async () => {
  const app = await startApp();
  const ada = await save(app, ADA);

  const answer = await upsert(app, { id: ada.id, city: "London" });

  expect(answer).toEqual({ customer: { ...ada, city: "London" }, created: false, userErrors: [] });
});

test("an older fact never overwrites a newer one, and fills in what nobody has said", async () => {
  const app = await startApp();
  await save(app, { ...ADA, city: "London", occurredAt: "2026-06-10T10:00:00Z" });

  const customer = await save(app, { ...ADA, city: "Paris", country: "FR", occurredAt: "2026-05-01T10:00:00Z" });

  expect(customer).toMatchObject({
    city: "London",
    country: "FR",
    firstSeenAt: "2026-05-01T10:00:00.000Z",
    lastSeenAt: "2026-06-10T10:00:00.000Z",
  });
});

test("an older clearing does not clear what was said later", async () => {
  const app = await startApp();
  await save(app, { ...ADA, city: "London", occurredAt: "2026-06-10T10:00:00Z" });

  const customer = await save(app, { ...ADA, city: null, occurredAt: "2026-06-09T10:00:00Z", source: "crm" });

  expect(customer.city).toBe("London");
});

test("null clears, and what is left out is kept", async () => {
  const app = await startApp();
  const ada = await save(app, { ...ADA, firstName: "Ada", lastName: "Lovelace", city: "London" });
  app.setNow(new Date("2026-06-16T12:00:00Z"));

  const customer = await save(app, { id: ada.id, lastName: null, city: null, email: null, address: null });

  expect(customer).toEqual({
    ...ada,
    displayName: "Ada",
    lastName: null,
    city: null,
    email: null,
    lastSeenAt: "2026-06-16T12:00:00.000Z",
  });
});

test("traits are merged key by key, and null removes a key", async () => {
  const app = await startApp();
  await save(app, { ...ADA, traits: { size: 38, colour: "red", pets: ["cat"], card: { tier: "gold" } } });
  app.setNow(new Date("2026-06-16T12:00:00Z"));

  const customer = await save(app, { ...ADA, traits: { size: 39, colour: null, card: { since: 2020 } } });

  expect(customer.traits).toEqual({ size: 39, pets: ["cat"], card: { since: 2020 } });
});

test("the stated name is shown before first and last name", async () => {
  const app = await startApp();

  const customer = await save(app, { ...ADA, displayName: "The Countess", firstName: "Ada" });

  expect(customer.displayName).toBe("The Countess");
});

test.each([
  ["2008-06-16", null],
  ["2008-06-15", "AGE_18_25"],
  ["2000-06-16", "AGE_18_25"],
  ["2000-06-15", "AGE_26_35"],
  ["1990-06-16", "AGE_26_35"],
  ["1970-06-16", "AGE_46_55"],
  ["1970-06-15", "AGE_56_PLUS"],
])("somebody born on %s is of the age band %s on 15 June 2026", async (birthDate, ageBand) => {
  const app = await startApp();

  const customer = await save(app, { ...ADA, birthDate, ageBand: "AGE_36_45" });

  expect(customer).toMatchObject({ birthDate, ageBand });
});

test("without a date of birth the stated age band is shown", async () => {
  const app = await startApp();

  const customer = await save(app, { ...ADA, ageBand: "AGE_36_45" });

  expect(customer.ageBand).toBe("AGE_36_45");
});

test("without an id or an identifier nothing is written", async () => {
  const app = await startApp();

  const answer = await upsert(app, { firstName: "Ada" });

  const message = "give the id or at least one identifier: identities, email or phone";
  expect(answer).toEqual(refusal({ code: "REQUIRED", message, path: ["input", "identities"] }));
  expect(await app.query(COUNT)).toEqual({ customers: { totalCount: 0 } });
});

test.each(["cus_0123456789abcdef0123456789abcdef", "ord_0123456789abcdef0123456789abcdef", "ada"])(
  "the unknown customer %s is not made",
  async (id) => {
    const app = await startApp();

    const answer = await upsert(app, { id, ...ADA });

    expect(answer).toEqual(
      refusal({ code: "NOT_FOUND", message: `there is no customer ${id}`, path: ["input", "id"] }),
    );
    expect(await app.query(COUNT)).toEqual({ customers: { totalCount: 0 } });
  },
);

const ALL_WRONG = {
  identities: [{ kind: "USER_ID", value: " " }],
  email: "ada",
  phone: "12",
  firstName: "",
  country: "gb",
  timeZone: "Mars/Olympus",
  traits: null,
  source: " ",
  occurredAt: "2026-06-15T12:05:00.001Z",
};

test("everything that is wrong is told at once, and nothing is written", async () => {
  const app = await startApp();

  const { customer, created, userErrors } = await upsert(app, ALL_WRONG);

  expect([customer, created]).toEqual([null, false]);
  expect(userErrors.map(inOneLine)).toEqual([
    "INVALID input.firstName: firstName is empty; give null to clear it",
    'INVALID input.email: email "ada" is no e-mail address',
    'INVALID input.phone: phone "12" is no telephone number in international form, such as +442071234567',
    'INVALID input.country: country is "gb"; it is an ISO 3166-1 alpha-2 code such as GB',
    'INVALID input.timeZone: timeZone is "Mars/Olympus"; it is an IANA time zone such as Europe/London',
    "REQUIRED input.traits: traits cannot be cleared; set a key to null",
    "INVALID input.identities.0.value: identities.0.value: USER_ID is empty",
    "REQUIRED input.identities: give the id or at least one identifier: identities, email or phone",
    "INVALID input.source: source is a name such as crm",
    "INVALID input.occurredAt: occurredAt lies more than 5 minutes in the future",
  ]);
  expect(await app.query(COUNT)).toEqual({ customers: { totalCount: 0 } });
});

test("a date of birth that has not come yet is refused", async () => {
  const app = await startApp();

  const answer = await upsert(app, { ...ADA, birthDate: "2026-06-17" });

  const message = 'birthDate is "2026-06-17"; it is a date between 1850 and today such as 1990-05-17';
  expect(answer).toEqual(refusal({ code: "INVALID", message, path: ["input", "birthDate"] }));
});

test("an identifier of another customer is not taken from them", async () => {
  const app = await startApp();
  const ada = await save(app, ADA);
  await save(app, { email: "bob@example.com" });
  const identities = [
    { kind: "EMAIL", value: "ada@example.com" },
    { kind: "EMAIL", value: "Bob@example.com" },
  ];

  const answer = await upsert(app, { id: ada.id, identities, city: "London" });

  const message = "the EMAIL belongs to another customer";
  expect(answer).toEqual(refusal({ code: "TAKEN", message, path: ["input", "identities", "1"] }));
  expect(await save(app, { id: ada.id })).toEqual(ada);
});

test("an e-mail address of another customer is refused where it was given", async () => {
  const app = await startApp();
  const ada = await save(app, ADA);
  await save(app, { email: "bob@example.com" });
  const identities = [{ kind: "EMAIL", value: "ada@example.com" }];

  const answer = await upsert(app, { id: ada.id, identities, email: "bob@example.com" });

  const message = "the EMAIL belongs to another customer";
  expect(answer).toEqual(refusal({ code: "TAKEN", message, path: ["input", "email"] }));
});

test("a second account is not put on a customer who has one", async () => {
  const app = await startApp();
  const ada = await save(app, { identities: [{ kind: "USER_ID", value: "ada" }] });

  const answer = await upsert(app, { id: ada.id, identities: [{ kind: "USER_ID", value: "bob" }] });

  const message = "the USER_ID differs from the customer's own";
  expect(answer).toEqual(refusal({ code: "TAKEN", message, path: ["input", "identities", "0"] }));
  expect(await app.query(COUNT)).toEqual({ customers: { totalCount: 1 } });
});

test.each([
  ["source", { source: randomBytes(3000).toString("hex") }, "source is a name such as crm"],
  [
    "traits",
    { traits: { [randomBytes(3000).toString("hex")]: 1 } },
    "traits has a key that is longer than 200 characters",
  ],
])("%s with a text that is too long for a key are refused", async (field, given, message) => {
  const app = await startApp();

  const answer = await upsert(app, { ...ADA, ...given });

  expect(answer).toEqual(refusal({ code: "INVALID", message, path: ["input", field] }));
});

test("traits that are nested without end are refused", async () => {
  const app = await startApp();
  const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`);

  const answer = await upsert(app, { ...ADA, traits: { deep } });

  const message = "traits is nested deeper than 100 levels";
  expect(answer).toEqual(refusal({ code: "INVALID", message, path: ["input", "traits"] }));
});

test("facts of a year that no calendar has are refused", async () => {
  const app = await startApp();

  const answer = await upsert(app, { ...ADA, occurredAt: "0000-01-01T00:00:00Z" });

  const message = "occurredAt lies before 1990";
  expect(answer).toEqual(refusal({ code: "INVALID", message, path: ["input", "occurredAt"] }));
});

test("the e-mail address of an event is shown, and a newer one after it", async () => {
  const app = await startApp();
  const user = { kind: "USER_ID", value: "ada" };
  const email = (value: string) => ({ kind: "EMAIL", value });
  await record(app, aTouchpoint({ identities: [user, email("new@example.com")], occurredAt: "2026-06-02T10:00:00Z" }));

  await record(app, aTouchpoint({ identities: [user, email("old@example.com")], occurredAt: "2026-06-01T10:00:00Z" }));

  expect(await save(app, { identities: [user] })).toMatchObject({
    email: "new@example.com",
    identities: [email("new@example.com"), email("old@example.com"), user],
  });
});

test("parallel facts about one new person make one customer with all of them", async () => {
  const app = await startApp();
  const traits = Array.from({ length: 20 }, (_, index) => [`trait ${index}`, index] as const);

  const answers = await Promise.all(traits.map(([key, value]) => upsert(app, { ...ADA, traits: { [key]: value } })));

  expect(answers.filter(({ created }) => created)).toHaveLength(1);
  expect((await save(app, ADA)).traits).toEqual(Object.fromEntries(traits));
});
