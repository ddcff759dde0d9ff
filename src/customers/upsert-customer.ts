import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { textFault } from "../database/text.ts";
import { fromId } from "../graphql/ids.ts";
import { pastFault } from "../math/moments.ts";
import { checkFacts, type GivenFacts } from "./customer-facts.ts";
import type { FollowsCustomer } from "./follows-customer.ts";
import { normaliseIdentity } from "./normalise-identity.ts";
import { type TakenIdentity, type Upserted, upsertCustomers } from "./upsert-customers.ts";

export interface CustomerUpsert extends GivenFacts {
  readonly id?: string | null;
  readonly occurredAt?: Date | null;
  readonly source: string | null;
}

export interface Refusal {
  readonly code: "NOT_FOUND" | "INVALID" | "REQUIRED" | "TAKEN";
  readonly message: string;
  readonly path: readonly string[];
}

/** Makes one customer or adds what is said of it; or says why not, and then nothing is written. */
export async function upsertCustomer(
  manager: EntityManager,
  followers: readonly FollowsCustomer[],
  given: CustomerUpsert,
  now: Date,
): Promise<Upserted | { refusals: Refusal[] }> {
  const { identities, claims, faults } = checkFacts(given, now);
  const refusals = [...faults.map(toRefusal), ...headerRefusals(given, identities.length, now)];
  if (refusals.length > 0) return { refusals };
  const customerId = await findNamed(manager, given.id);
  if (customerId === null) {
    return { refusals: [{ code: "NOT_FOUND", message: `there is no customer ${given.id}`, path: ["id"] }] };
  }
  const at = given.occurredAt ?? now;
  const named = customerId === undefined ? {} : { customerId };
  const facts = { ...named, identities, claims, at, source: given.source ?? "api" };
  const outcome = await upsertCustomers(manager, followers, [facts], now);
  if ("taken" in outcome) return { refusals: outcome.taken.map((taken) => takenRefusal(taken, given)) };
  const [upserted] = outcome.upserted;
  if (upserted === undefined) throw new Error("an upsert without an outcome");
  return upserted;
}

/** The customer of an id, or the survivor of a merged one. undefined: none was named; null: the one that was named is not there. */
export async function findNamed(
  manager: EntityManager,
  id: string | null | undefined,
): Promise<string | null | undefined> {
  if (id === undefined || id === null) return undefined;
  const uuid = fromId("cus", id) ?? null;
  const [row] = await run<{ id: string }>(
    manager,
    sql`select coalesce(c.merged_into, c.id) as id from customer c where c.id = ${uuid}::uuid and c.erased_at is null`,
  );
  return row?.id ?? null;
}

function headerRefusals(given: CustomerUpsert, identities: number, now: Date): Refusal[] {
  const refusals: Refusal[] = [];
  if (identities === 0 && (given.id === undefined || given.id === null)) {
    const message = "give the id or at least one identifier: identities, email or phone";
    refusals.push({ code: "REQUIRED", message, path: ["identities"] });
  }
  const { source } = given; // part of the claims' key, so not longer than a name is
  if (source !== null && (source.trim() === "" || source.length > 200 || textFault(source) !== undefined)) {
    refusals.push({ code: "INVALID", message: "source is a name such as crm", path: ["source"] });
  }
  const { occurredAt } = given;
  const fault = occurredAt instanceof Date ? pastFault(occurredAt, now) : undefined;
  if (fault !== undefined) refusals.push({ code: "INVALID", message: `occurredAt ${fault}`, path: ["occurredAt"] });
  return refusals;
}

const toRefusal = ({ path, message, missing }: { path: string; message: string; missing?: boolean }): Refusal => ({
  code: missing === true ? "REQUIRED" : "INVALID",
  message,
  path: path.split("."),
});

function takenRefusal({ identity, reason }: TakenIdentity, given: CustomerUpsert): Refusal {
  const place = (given.identities ?? []).findIndex(({ kind, value }) => {
    const normal = normaliseIdentity(kind, value);
    return kind === identity.kind && "value" in normal && normal.value === identity.value;
  });
  const path = place >= 0 ? ["identities", String(place)] : [identity.kind === "EMAIL" ? "email" : "phone"];
  return { code: "TAKEN", message: `the ${identity.kind} ${reason}`, path };
}
