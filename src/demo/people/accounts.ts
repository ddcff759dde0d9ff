import type { IncomingTouchpoint } from "../../touchpoints/index.ts";
import type { Random } from "../random.ts";
import type { Diary } from "./diary.ts";
import type { Account, Browser, Memory } from "./memory.ts";
import { SHORT_NAMES } from "./names.ts";
import type { Person } from "./person.ts";

type Identities = IncomingTouchpoint["identities"];
type Traits = NonNullable<IncomingTouchpoint["customer"]>;

const HOSTS = ["example.com", "example.org", "example.net", "mail.example"]; // reserved: nobody gets this mail

export function makeAccount(person: Person, userId: string | undefined): Account {
  const { firstName, lastName, number } = person;
  const host = HOSTS[number % HOSTS.length];
  return { userId, email: `${plain(firstName)}.${plain(lastName)}${number}@${host}`, firstName, lastName };
}

/** A second account of the same person: another address, a short or mistyped name. */
export function makeSecondAccount(person: Person, random: Random): Account {
  const { firstName, lastName, number } = person;
  const called = SHORT_NAMES[firstName] ?? firstName;
  const typed = random.chance(0.3) ? mistyped(lastName, random) : lastName;
  const email = `${plain(called).slice(0, 1)}${plain(typed)}.${number}@${HOSTS[(number + 1) % HOSTS.length]}`;
  return { userId: `u-${number}-2`, email, firstName: called, lastName: typed };
}

const plain = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/ß/g, "ss")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();

/** Two neighbouring letters change places. */
function mistyped(name: string, random: Random): string {
  const at = random.int(1, Math.max(1, name.length - 2));
  return (
    name.slice(0, at) +
    name
      .slice(at, at + 2)
      .split("")
      .reverse()
      .join("") +
    name.slice(at + 2)
  );
}

/** What a person says of themselves when they make an account; not everybody types with care. */
export function traitsOf(person: Person, account: Account, random: Random): Traits {
  const { country, city, postalCode, street, gender, birthDate, occupation, phone } = person;
  const [firstName, lastName] = random.chance(0.03)
    ? [account.firstName.toUpperCase(), account.lastName.toUpperCase()]
    : [account.firstName, account.lastName];
  return {
    displayName: `${firstName} ${lastName}`,
    firstName,
    lastName,
    email: account.email,
    ...(phone === undefined || random.chance(0.25) ? {} : { phone }),
    ...(random.chance(0.7) ? { gender } : {}),
    ...(random.chance(0.55) ? { birthDate } : {}),
    ...(occupation === undefined ? {} : { occupation }),
    country: country.code,
    city,
    language: country.language,
    timeZone: country.timeZone,
    address: { street, city, postalCode, country: country.code },
  };
}

export const identitiesOf = ({ userId, email }: Account): Identities =>
  userId === undefined ? [{ kind: "EMAIL", value: email }] : [{ kind: "USER_ID", value: userId }];

export const cookieOf = (browser: Browser) => ({ kind: "ANONYMOUS_ID" as const, value: browser.cookie });

/** Whoever makes an account in a browser is from then on known in it, and all that was seen of the cookie is theirs. */
export function signUp(diary: Diary, memory: Memory, at: number, browser: Browser, random: Random): Account {
  const { person } = memory;
  const account = memory.account?.userId === undefined ? makeAccount(person, `u-${person.number}`) : memory.account;
  memory.account = account;
  browser.known = true;
  if (person.likesMail) memory.subscribe(at, account.email);
  const customer = traitsOf(person, account, random);
  diary.add(at, "WEB", "SIGNED_UP", [...identitiesOf(account), cookieOf(browser)], { name: "Signed Up", customer });
  return account;
}
