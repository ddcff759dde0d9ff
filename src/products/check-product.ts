import type { JsonObject } from "../database/json.ts";
import { jsonFault, textFault } from "../database/text.ts";
import { momentFault } from "../math/moments.ts";
import { isCurrency } from "../shop/index.ts";

export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** What is said of a product; what is left out keeps what is there, null clears. */
export interface GivenProduct {
  readonly sku: string;
  readonly externalId?: string | null;
  readonly name?: string | null;
  readonly brand?: string | null;
  readonly category?: string | null;
  readonly price?: Amount | null;
  readonly priceFrom?: Date | null;
  readonly cost?: Amount | null;
  readonly stock?: number | null;
  readonly imageUrl?: string | null;
  readonly description?: string | null;
  readonly attributes?: JsonObject | null;
  readonly available?: boolean | null;
}

export interface ProductFault {
  readonly code: "INVALID" | "REQUIRED" | "TAKEN";
  readonly field: string;
  readonly message: string;
}

const TEXTS = ["externalId", "name", "brand", "category", "imageUrl", "description"] as const;
const LONGEST = 20_000;
const LONGEST_OF_KEYS: Partial<Record<(typeof TEXTS)[number], number>> = { brand: 500, category: 500 }; // these are indexed

/** Every fault of one product; the message says what would be right. */
export function checkProduct(given: GivenProduct): ProductFault[] {
  const faults: ProductFault[] = [];
  const invalid = (field: string, message: string) =>
    faults.push({ code: "INVALID", field, message: `${field} ${message}` });
  const sku = skuFault(given.sku);
  if (sku !== undefined) invalid("sku", sku);
  for (const field of TEXTS) {
    const text = given[field];
    if (text === undefined || text === null) continue;
    const fault =
      text.trim() === ""
        ? "is empty; give null to clear it"
        : (textFault(text) ?? tooLong(text, LONGEST_OF_KEYS[field] ?? LONGEST));
    if (fault !== undefined) invalid(field, fault);
  }
  for (const field of ["name", "attributes", "available"] as const) {
    if (given[field] === null) faults.push({ code: "REQUIRED", field, message: `${field} cannot be cleared` });
  }
  for (const field of ["price", "cost"] as const) {
    const amount = given[field];
    const fault = amount === undefined || amount === null ? undefined : amountFault(amount);
    if (fault !== undefined) invalid(field, fault);
  }
  if (given.stock !== undefined && given.stock !== null && given.stock < 0) invalid("stock", "is at least 0");
  const from = given.priceFrom instanceof Date ? momentFault(given.priceFrom) : undefined;
  if (from !== undefined) invalid("priceFrom", from);
  const attributes = jsonFault(given.attributes);
  if (attributes !== undefined) invalid("attributes", attributes);
  return faults;
}

export function skuFault(sku: string): string | undefined {
  if (sku.trim() === "") return "is empty";
  if (sku.length > 200) return "is longer than 200 characters";
  return textFault(sku);
}

export function amountFault({ amount, currency }: Amount): string | undefined {
  if (!isCurrency(currency)) return `has the currency "${currency}"; it is an ISO 4217 code in capitals, such as GBP`;
  return amount.startsWith("-") ? `is ${amount}; it is not negative` : undefined;
}

const tooLong = (text: string, longest: number): string | undefined =>
  text.length > longest ? `is longer than ${longest} characters` : undefined;
