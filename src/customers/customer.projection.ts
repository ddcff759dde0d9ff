import { raw, type Sql, sql } from "../database/sql.ts";
import { EVERYONE, PEOPLE_READERS, type Role } from "../graphql/roles.ts";
import {
  column,
  constant,
  enumeration,
  expression,
  extendAll,
  type FieldOptions,
  id,
  inline,
  list,
  projection,
} from "../reading/index.ts";
import { Customer } from "./customer.entity.ts";
import { AgeBandEnum, IdentityKindEnum } from "./customer.enums.graphql.ts";
import { ADDRESS_PARTS } from "./customer.ts";
import { Identity } from "./identity.entity.ts";
import { maskEmail, maskPhone } from "./masks.ts";
import { addressPart, ageBandOf, displayNameOf } from "./shown-traits.ts";

/** What a shop's front end may see of the visitor in front of it without knowing who they are. */
export const VISITOR_READERS: readonly Role[] = [...PEOPLE_READERS, "STOREFRONT"];

export const customerType = projection<Sql>("Customer", {
  about: "One person, as all the shop's channels know them together.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "cus",
    roles: PEOPLE_READERS,
    table: "customer",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

const text = (property: string, about: string, more: Partial<FieldOptions> = {}) =>
  column(Customer, property, "String", { about, nullable: true, ...more });
const hidden = { personal: null } as const;

const addressType = projection<Sql>("Address", { about: "A postal address.", roles: PEOPLE_READERS });
for (const part of ADDRESS_PARTS) {
  const about = part === "country" ? "ISO 3166-1 alpha-2; null where it is not known." : "Null where it is not known.";
  extendAll(addressType, {
    [part]: expression("String", { about, nullable: true }, (row) => addressPart(row, part)),
  });
}

const identityType = projection<Sql>("Identity", {
  about: "An identifier of a customer, and when it was seen.",
  roles: PEOPLE_READERS,
});
extendAll(identityType, {
  kind: enumeration(IdentityKindEnum, { about: "What kind of identifier it is." }, (row) => sql`${row}.kind`),
  value: column(Identity, "value", "String", {
    about: "The normalised value; masked as *** for roles that may not read personal data.",
    personal: () => constant("***"),
  }),
  source: column(Identity, "source", "String", { about: "Who said so first." }),
  firstSeenAt: column(Identity, "firstSeenAt", "DateTime", { about: "When it was first seen." }),
  lastSeenAt: column(Identity, "lastSeenAt", "DateTime", { about: "When it was last seen." }),
});

extendAll(customerType, {
  id: id("cus", { about: "Carries the type: cus_ and 32 hex digits.", roles: EVERYONE }),
  displayName: expression(
    "String",
    {
      about: "The stated name, else first and last name; null where none is known. Personal.",
      nullable: true,
      ...hidden,
    },
    displayNameOf,
  ),
  firstName: text("firstName", "Given name. Personal.", hidden),
  lastName: text("lastName", "Family name. Personal.", hidden),
  address: inline(
    addressType,
    { about: "Postal address. Personal.", nullable: true, ...hidden, when: (row) => sql`${row}.address is not null` },
    (row) => row,
  ),
  timeZone: text("timeZone", "IANA time zone."),
  email: text("email", "E-mail address; masked such as j***@example.com for roles that may not read personal data.", {
    personal: maskEmail,
  }),
  phone: text("phone", "E.164; masked such as +44***67 for roles that may not read personal data.", {
    personal: maskPhone,
  }),
  gender: text("gender", "As the customer states it."),
  birthDate: column(Customer, "birthDate", "Date", { about: "Date of birth. Personal.", nullable: true, ...hidden }),
  ageBand: enumeration(
    AgeBandEnum,
    { about: "From the date of birth, else as stated; null where neither is known or under 18.", nullable: true },
    (row, { reader }) => ageBandOf(row, reader.now),
  ),
  occupation: text("occupation", "Occupation."),
  country: text("country", "ISO 3166-1 alpha-2."),
  city: text("city", "City."),
  language: text("language", "BCP 47."),
  traits: column(Customer, "traits", "JSONObject", {
    about: "All other traits. Personal: empty for roles that may not read personal data.",
    personal: () => raw("'{}'"),
  }),
  firstSeenAt: column(Customer, "firstSeenAt", "DateTime", {
    about: "The earliest sign of them.",
    roles: VISITOR_READERS,
  }),
  lastSeenAt: column(Customer, "lastSeenAt", "DateTime", { about: "The latest sign of them.", roles: VISITOR_READERS }),
  erasedAt: column(Customer, "erasedAt", "DateTime", {
    about: "When the person was erased: this is then the nameless remainder that keeps their revenue. Null otherwise.",
    nullable: true,
  }),
  identities: list<Sql>(() => identityType, {
    about: "Their identifiers, by kind and value.",
    table: "identity",
    where: (row, customer) => sql`${row}.customer_id = ${customer}.id`,
    order: (row) => sql`${row}.kind, ${row}.value`,
  }),
});
