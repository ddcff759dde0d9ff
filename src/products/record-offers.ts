import type { EntityManager } from "typeorm";
import { insertRows } from "../database/insert-rows.ts";
import { run } from "../database/run.ts";
import { raw, sql } from "../database/sql.ts";
import { textFault } from "../database/text.ts";
import { pastFault } from "../math/moments.ts";
import { type Amount, amountFault } from "./check-product.ts";
import { CompetitorOffer } from "./product.entity.ts";

export interface GivenOffer {
  readonly sku: string;
  readonly competitor: string;
  readonly price: Amount;
  readonly observedAt?: Date | null;
  readonly url?: string | null;
}

export interface OfferRefusal {
  readonly index: number;
  readonly code: "INVALID" | "NOT_FOUND";
  readonly field: string;
  readonly message: string;
}

const LONGEST_NAME = 200; // a competitor's name is part of a key

/** Keeps what competitors ask, all or none; gives the UUIDs of the products, each once. An offer told again replaces itself. */
export async function recordOffers(
  manager: EntityManager,
  given: readonly GivenOffer[],
  now: Date,
): Promise<{ ids: string[] } | { refusals: OfferRefusal[] }> {
  const skus = [...new Set(given.map(({ sku }) => sku))];
  const found = await run<{ id: string; sku: string }>(
    manager,
    sql`select p.id, p.sku from product p where p.sku = any(${skus}::text[])`,
  );
  const ids = new Map(found.map(({ id, sku }) => [sku, id]));
  const refusals = given.flatMap((offer, index) => faultsOf(offer, index, ids, now));
  if (refusals.length > 0) return { refusals };
  const rows = new Map<string, CompetitorOffer>();
  for (const { sku, competitor, price, url, ...offer } of given) {
    const observedAt = offer.observedAt ?? now;
    const productId = ids.get(sku) ?? "";
    const row = { productId, competitor: competitor.trim(), observedAt, price: price.amount, currency: price.currency };
    rows.set(JSON.stringify([productId, row.competitor, observedAt]), { ...row, url: url ?? null });
  }
  await insertRows(manager, CompetitorOffer, [...rows.values()], {
    key: ["productId", "competitor", "observedAt"],
    conflict: { set: raw("price = excluded.price, currency = excluded.currency, url = excluded.url") },
  });
  return { ids: skus.flatMap((sku) => ids.get(sku) ?? []) };
}

function faultsOf(offer: GivenOffer, index: number, ids: ReadonlyMap<string, string>, now: Date): OfferRefusal[] {
  const faults: OfferRefusal[] = [];
  if (!ids.has(offer.sku)) {
    faults.push({ index, code: "NOT_FOUND", field: "sku", message: `there is no product with the sku ${offer.sku}` });
  }
  const long = offer.competitor.length > LONGEST_NAME ? `is longer than ${LONGEST_NAME} characters` : undefined;
  const competitor = offer.competitor.trim() === "" ? "is empty" : (long ?? textFault(offer.competitor));
  if (competitor !== undefined) {
    faults.push({ index, code: "INVALID", field: "competitor", message: `competitor ${competitor}` });
  }
  const price = amountFault(offer.price);
  if (price !== undefined) faults.push({ index, code: "INVALID", field: "price", message: `price ${price}` });
  const { observedAt } = offer;
  const moment = observedAt instanceof Date ? pastFault(observedAt, now) : undefined;
  if (moment !== undefined) {
    faults.push({ index, code: "INVALID", field: "observedAt", message: `observedAt ${moment}` });
  }
  const url = textFault(offer.url ?? "");
  if (url !== undefined) faults.push({ index, code: "INVALID", field: "url", message: `url ${url}` });
  return faults;
}
