import type { Address } from "../../customers/index.ts";
import {
  type Declared,
  exampleOf,
  free,
  group,
  list,
  maybeNumber,
  maybeText,
  number,
  type Single,
  text,
  unknownOf,
  type ValueOf,
} from "./declare.ts";

const address = group("The postal address.", {
  street: maybeText("Street and number.", "12 Rose Lane"),
  city: maybeText("City.", "Bath"),
  region: maybeText("Region, state or county.", "Somerset"),
  postalCode: maybeText("Postal code.", "BA1 1AA"),
  country: maybeText("ISO 3166-1 alpha-2.", "GB"),
} satisfies Record<keyof Address, Single>);

const customer = group("Whom the message is for.", {
  id: text("The customer's id, such as cus_ and 32 digits.", "cus_0190a5c0b1d27c3e8f4a5b6c7d8e9f00"),
  displayName: maybeText("The stated name, else first and last name.", "Ada Byron"),
  firstName: maybeText("Given name.", "Ada"),
  lastName: maybeText("Family name.", "Byron"),
  email: maybeText("E-mail address.", "ada@example.com"),
  phone: maybeText("Phone number, such as +441225000000.", "+441225000000"),
  gender: maybeText("As the customer states it.", "female"),
  birthDate: maybeText("Date of birth, such as 1990-05-17.", "1990-05-17"),
  ageBand: maybeText("Such as AGE_26_35.", "AGE_26_35"),
  occupation: maybeText("Occupation.", "engineer"),
  country: maybeText("ISO 3166-1 alpha-2, such as GB.", "GB"),
  city: maybeText("City.", "Bath"),
  language: maybeText("BCP 47, such as en-GB.", "en-GB"),
  timeZone: maybeText("IANA time zone, such as Europe/London.", "Europe/London"),
  address,
  traits: free("Whatever else the shop has told of its customers, by its key.", { loyaltyTier: "gold" }),
  orderCount: maybeNumber("How many orders the customer has made.", 3),
  totalSpent: maybeText("What they come to, in the shop's currency, such as 120.50.", "120.50"),
  lastOrderAt: maybeText("When the last one was made, such as 2026-03-01T09:30:00.000Z.", "2026-03-01T09:30:00.000Z"),
});

const product = group("A product.", {
  sku: text("The shop's own number of it.", "TEA-01"),
  name: text("Its name.", "Rose tea"),
  brand: maybeText("Its brand.", "Leaf & Co"),
  category: maybeText("Its category.", "Tea"),
  price: maybeText("Its price, such as 12.50.", "12.50"),
  currency: maybeText("The currency of the price, such as GBP.", "GBP"),
  imageUrl: maybeText("Where there is a picture of it.", "https://shop.example/images/tea-01.jpg"),
  description: maybeText("What the shop says of it.", "Black tea with rose petals."),
  reason: maybeText("Why this customer may like it, an English sentence.", "Because you bought Green tea."),
  rank: number("Its place, from 1.", 1),
});

/** All that a template may use, each thing once: the check, the types, the examples and the documentation come from it. */
export const VARIABLES = group("What a template may use.", {
  customer,
  recommendations: list(
    "What is recommended to the customer, the best first: as many as recommendationSlots.",
    product,
  ),
  campaign: group("The campaign.", {
    id: text("Its id, such as cmp_ and 32 digits.", "cmp_0190a5c0b1d27c3e8f4a5b6c7d8e9f01"),
    name: text("Its name.", "Spring"),
    startsAt: maybeText("When it starts, such as 2026-03-01T09:30:00.000Z.", "2026-03-01T09:30:00.000Z"),
    endsAt: maybeText("When it ends.", "2026-03-31T21:59:59.000Z"),
  }),
  variant: group("The campaign's variant that this message is.", {
    name: text("Its name.", "A"),
    channel: text("Its channel, such as EMAIL.", "EMAIL"),
  }),
  shop: group("The shop.", {
    name: text("Its name.", "Leaf & Co"),
    currency: text("Its currency, such as GBP.", "GBP"),
    timeZone: text("Its IANA time zone, such as Europe/London.", "Europe/London"),
  }),
  unsubscribeUrl: text("Where the customer says that there should be no more of it.", "https://shop.example/u/1a2b3c"),
});

export type TemplateVariables = ValueOf<typeof VARIABLES>;

/** A customer of whom everything is known. */
export const SAMPLE: TemplateVariables = exampleOf(VARIABLES);

/** A customer of whom nothing is known, and to whom nothing is recommended. */
export const STRANGER: TemplateVariables = unknownOf(VARIABLES);

/** A variable as the documentation tells of it. */
export interface VariableRow {
  readonly name: string;
  readonly type: string;
  readonly about: string;
}

/** Every variable, in the order of the declaration. */
export const variableRows = (): VariableRow[] =>
  Object.entries(VARIABLES.fields).flatMap(([name, declared]) => rowsOf(name, declared));

function rowsOf(name: string, declared: Declared): VariableRow[] {
  if (declared.kind === "free") return [{ name: `${name}.<key>`, type: "anything or null", about: declared.about }];
  if (declared.kind === "group") {
    return Object.entries(declared.fields).flatMap(([field, inner]) => rowsOf(`${name}.${field}`, inner));
  }
  if (declared.kind === "list") {
    return [{ name, type: "list", about: declared.about }, ...rowsOf(`${name}[0]`, declared.item)];
  }
  const { example, unknown, about } = declared;
  const type = typeof example === "number" ? "number" : "text";
  return [{ name, type: unknown === null ? `${type} or null` : type, about }];
}
