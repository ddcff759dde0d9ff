/** Customers of whom everything is known, something, and nothing; gives what `upsertCustomer` takes. */
export const KNOWN: readonly Readonly<Record<string, unknown>>[] = [
  {
    identities: [
      { kind: "USER_ID", value: "ada" },
      { kind: "ANONYMOUS_ID", value: "visitor" },
      { kind: "ANONYMOUS_ID", value: "Visitor 2" },
      { kind: "LOYALTY_CARD", value: "4711" },
      { kind: "SOCIAL_ID", value: "instagram:ada" },
      { kind: "EXTERNAL_ID", value: "crm-1" },
      { kind: "DEVICE_ID", value: "d-1" },
    ],
    email: "Ada@Example.com",
    phone: "+442071234567",
    displayName: "Ada Lovelace",
    firstName: "Augusta",
    lastName: "King",
    gender: "female",
    birthDate: "2000-06-16",
    occupation: "engineer",
    country: "GB",
    city: "London",
    language: "en-GB",
    timeZone: "Europe/London",
    address: { street: "1 Long Lane", city: "Leeds", region: "Yorkshire", postalCode: "LS1", country: "GB" },
    traits: { likes: ["numbers", null, { deep: true }], 2: "two", 10: 1e21, small: 1e-7, "": "empty", z: null, a: 1 },
    occurredAt: "2026-05-01T09:00:00.000Z",
  },
  {
    identities: [
      { kind: "USER_ID", value: "bob" },
      { kind: "ANONYMOUS_ID", value: "visitor-bob" },
    ],
    phone: "+15005550006",
    firstName: "Bob",
    country: "GB",
    city: "London",
    ageBand: "AGE_26_35",
    address: { city: "Leeds" },
    occurredAt: "2026-05-01T09:00:00.000Z",
  },
  {
    identities: [
      { kind: "USER_ID", value: "åsa" },
      { kind: "ANONYMOUS_ID", value: "visitör-åsa" },
    ],
    email: "åsa@exämple.se",
    firstName: "Åsa",
    lastName: 'Ö"str\\öm 😀',
    birthDate: "2008-06-16",
    ageBand: "AGE_18_25",
    country: "SE",
    language: "sv",
    traits: { ключ: "знач\nение", "😀": "😀" },
    occurredAt: "2026-05-02T00:00:00.001Z",
  },
  ...["2008-06-15", "2000-06-15", "2000-06-16", "1980-02-29", "1970-06-15", "1969-06-15"].map((birthDate, index) => ({
    identities: [{ kind: "ANONYMOUS_ID", value: `born-${index}` }],
    displayName: index % 2 === 0 ? "Ada Lovelace" : undefined,
    lastName: index % 2 === 0 ? undefined : "100% _Pure\\",
    birthDate,
    email: `born${index}@example.com`,
    occurredAt: "2026-05-03T00:00:00.000Z",
  })),
];

export const PLAIN = Array.from({ length: 18 }, (_, index) => `plain-${String(index).padStart(2, "0")}`);
export const [MERGED, ERASED] = ["merged", "erased"];
