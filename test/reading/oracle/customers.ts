import { consentPages, consentsInForce } from "./consents.ts";
import { orderPages } from "./orders.ts";
import { type List, latestFirst, type PageArgs, pageOf } from "./pages.ts";
import { profileOf } from "./profiles.ts";
import { type RecommendationArgs, recommendationsOf } from "./recommendations.ts";
import { meets, type Rule } from "./rules.ts";
import { segmentsOf } from "./segments.ts";
import type { CustomerRow } from "./tables.ts";
import { byText, idOf, seesPersonal, type Things } from "./things.ts";
import { netSpent } from "./totals.ts";
import { type Filter, touchpointPages } from "./touchpoints.ts";
import { shownTraits } from "./traits.ts";

export function customerOf(row: CustomerRow, things: Things): object {
  const open = seesPersonal(things);
  const personal = <Value>(value: Value, mask: Value): Value => (open ? value : mask);
  const { tables } = things;
  const { displayName, ageBand } = shownTraits(row, things.now);
  return {
    __typename: "Customer",
    id: idOf("cus", row.id),
    displayName: personal(displayName, null),
    firstName: personal(row.first_name, null),
    lastName: personal(row.last_name, null),
    address: personal(addressOf(row), null),
    timeZone: row.time_zone,
    email: personal(row.email, row.email === null ? null : row.email.replace(/^(.).*@/u, "$1***@")),
    phone: personal(row.phone, row.phone === null ? null : `${row.phone.slice(0, 3)}***${row.phone.slice(-2)}`),
    gender: row.gender,
    birthDate: personal(row.birth_date, null),
    ageBand,
    occupation: row.occupation,
    country: row.country,
    city: row.city,
    language: row.language,
    traits: personal(row.traits, {}),
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    erasedAt: row.erased_at?.toISOString() ?? null,
    identities: () =>
      tables.identities
        .filter(({ customer_id }) => customer_id === row.id)
        .sort((left, right) => byText(left.kind, right.kind) || byText(left.value, right.value))
        .map(({ kind, value, source, first_seen_at, last_seen_at }) => ({
          kind,
          value: personal(value, "***"),
          source,
          firstSeenAt: first_seen_at.toISOString(),
          lastSeenAt: last_seen_at.toISOString(),
        })),
    touchpoints: (args: PageArgs & { filter?: Filter | null }) =>
      touchpointPages(things, args, ({ customer_id }) => customer_id === row.id),
    orders: (args: PageArgs) => orderPages(things, args, row),
    consents: () => consentsInForce(things, row),
    consentHistory: (args: PageArgs) => consentPages(things, args, row),
    profile: () => profileOf(row, things),
    recommendations: (args: RecommendationArgs) => recommendationsOf(things, args, row),
    segments: () => segmentsOf(things, row),
    preferenceScores: [],
  };
}

function addressOf({ address }: CustomerRow): object | null {
  if (address === null) return null;
  const { street = null, city = null, region = null, postalCode = null, country = null } = address;
  return { street, city, region, postalCode, country };
}

interface CustomersArgs extends PageArgs {
  readonly search?: string | null;
  readonly orderBy?: string | null;
  readonly filter?: Rule | null;
}

export function customersOf(things: Things, args: CustomersArgs): object {
  const order = args.orderBy ?? "FIRST_SEEN_DESC";
  const list: List<CustomerRow> = {
    order,
    all: ordered(things, order),
    has: (row) =>
      row.merged_into === null &&
      row.erased_at === null &&
      isFound(things, row, args.search ?? null) &&
      isMeant(things, row, args.filter ?? null),
    id: ({ id }) => idOf("cus", id),
    show: things.customer,
  };
  return pageOf(list, args, things);
}

function ordered(things: Things, order: string): readonly CustomerRow[] {
  const { customers } = things.tables;
  if (order === "FIRST_SEEN_DESC") return latestFirst(customers, (row) => row.first_seen_at);
  if (order === "LAST_SEEN_DESC") return latestFirst(customers, (row) => row.last_seen_at);
  return customers.toSorted(
    (left, right) => netSpent(right, things).cmp(netSpent(left, things)) || (left.id < right.id ? 1 : -1),
  );
}

const isMeant = (things: Things, row: CustomerRow, rule: Rule | null): boolean =>
  rule === null || meets(rule, row, things);

function isFound({ tables }: Things, row: CustomerRow, search: string | null): boolean {
  if (search === null) return true;
  const needle = search.trim().toLowerCase();
  const names = [row.display_name, row.first_name, row.last_name].map((name) => name ?? "").join(" ");
  const own = tables.identities.filter(({ customer_id }) => customer_id === row.id).map(({ value }) => value);
  return [names, idOf("cus", row.id), ...own].some((text) => text.toLowerCase().includes(needle));
}

export interface CustomerArgs {
  readonly id?: string | null;
  readonly identity?: { readonly kind: string; readonly value: string } | null;
}

export function ownerOf({ tables }: Things, identity: CustomerArgs["identity"]): CustomerRow | undefined {
  const value = identity?.kind === "EMAIL" ? identity.value.trim().toLowerCase() : identity?.value.trim();
  const owner = tables.identities.find((each) => each.kind === identity?.kind && each.value === value)?.customer_id;
  return tables.customers.find(({ id }) => id === owner);
}

/** By id, of a merged customer the survivor; or by an identifier, written as it is kept. */
export function customerAsked(things: Things, { id, identity }: CustomerArgs): object | null {
  const { customers } = things.tables;
  const named = customers.find((row) => idOf("cus", row.id) === id);
  const owner = ownerOf(things, identity)?.id;
  const found = customers.find((row) => row.id === (named?.merged_into ?? named?.id ?? owner));
  return found === undefined ? null : things.customer(found);
}

/** For whoever has the identity, or a stranger. */
export const recommendationsFor = (things: Things, args: RecommendationArgs & CustomerArgs): readonly object[] =>
  recommendationsOf(things, args, ownerOf(things, args.identity));
