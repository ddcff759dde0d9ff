import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import type { JsonValue } from "../database/json.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { groupBy } from "../math/group-by.ts";
import { chooseTraits } from "./choose-traits.ts";
import { Claim } from "./claim.entity.ts";
import { Customer, CustomerSearch } from "./customer.entity.ts";
import { TRAIT_COLUMNS } from "./customer.ts";

/** Keeps what was claimed, the newest per source and identifier. */
export async function writeClaims(manager: EntityManager, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  await insertRows(manager, Claim, newestOfEach(claims), {
    key: ["customerId", "name", "identifierKind", "identifierValue", "source"],
    conflict: {
      set: raw(
        "value = excluded.value, observed_at = excluded.observed_at where claim.observed_at <= excluded.observed_at",
      ),
    },
  });
}

/**
 * Chooses the shown traits of these customers from all their claims, and makes them found by their names. An e-mail address or
 * telephone number is a claim as of when it was last seen.
 */
export async function showTraits(manager: EntityManager, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const claims = await readClaims(manager, customerIds);
  const shown = [...groupBy(claims, ({ customerId }) => customerId)].map(([id, of]) => ({ id, ...chooseTraits(of) }));
  const rows = shown.map(({ id, columns, custom }) => ({ id, ...columns, traits: custom }));
  const names = [
    ...TRAIT_COLUMNS.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    "traits",
  ];
  const set = raw(names.map((name) => `${name} = excluded.${name}`).join(", "));
  const never = new Date(0); // not written: the customer exists, and only the traits are set
  const same = { firstSeenAt: never, lastSeenAt: never };
  await insertRows(manager, Customer, rows as Partial<Customer>[], { key: ["id"], conflict: { set }, same });
  await makeFound(manager, new Map(shown.map(({ id, columns }) => [id, NAMES.map((name) => columns[name])])));
}

const NAMES = ["displayName", "firstName", "lastName"] as const;

/** customer -> their names: what a search finds them by, beside their identifiers. */
export async function makeFound(
  manager: EntityManager,
  names: ReadonlyMap<string, readonly (JsonValue | undefined)[]>,
): Promise<void> {
  const rows = [...names].map(([customerId, own]) => ({
    customerId,
    text: [...own.map((name) => name ?? ""), customerId.replaceAll("-", "")].join(" "),
  }));
  await insertRows(manager, CustomerSearch, rows, {
    key: ["customerId"],
    conflict: { set: raw("text = excluded.text where customer_search.text <> excluded.text") },
  });
}

function readClaims(manager: EntityManager, customerIds: readonly string[]): Promise<Claim[]> {
  return run<Claim>(
    manager,
    sql`select c.customer_id as "customerId", c.name, c.identifier_kind as "identifierKind",
          c.identifier_value as "identifierValue", c.source, c.value, c.observed_at as "observedAt"
        from claim c where c.customer_id = any(${customerIds}::uuid[])
        union all
        select i.customer_id, lower(i.kind), i.kind, i.value, i.source, to_jsonb(i.value), i.last_seen_at
        from identity i where i.customer_id = any(${customerIds}::uuid[]) and i.kind in ('EMAIL', 'PHONE')`,
  );
}

function newestOfEach(claims: readonly Claim[]): Claim[] {
  const newest = new Map<string, Claim>();
  for (const claim of claims) {
    const { customerId, name, identifierKind, identifierValue, source } = claim;
    const key = JSON.stringify([customerId, name, identifierKind, identifierValue, source]);
    const known = newest.get(key);
    if (known === undefined || known.observedAt <= claim.observedAt) newest.set(key, claim);
  }
  return [...newest.values()];
}
