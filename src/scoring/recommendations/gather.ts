import type { ImportEvent, MappedCustomer, MappedProduct, MappedTouchpoint } from "../../imports/index.ts";
import type { CustomerFacts, ProductFacts } from "./history.ts";
import type { Interaction, ToldCustomer, ToldProduct } from "./interactions.ts";
import { signalOf } from "./signals.ts";

type MappedEvent = Extract<ImportEvent, { kind: "touchpoint" }>;

/** Prices of one shop in several currencies cannot be compared without rates: the first one that is met counts. */
export class OneCurrency {
  #currency: string | undefined;

  amountOf(money: { readonly amount: string; readonly currency: string } | undefined): number | undefined {
    if (money === undefined) return undefined;
    this.#currency ??= money.currency;
    return money.currency === this.#currency ? Number(money.amount) : undefined;
  }
}

/** The touches of products that a mapped touchpoint tells of: one for each line of an order, none where it has no product. */
export function interactionsOf({ touchpoint, customer }: MappedEvent, currency: OneCurrency): Interaction[] {
  const signal = signalOf(touchpoint.type);
  const [identity] = touchpoint.identities;
  if (signal === undefined || identity === undefined) return [];
  const shared = {
    customer: `${identity.kind}:${identity.value}`,
    signal,
    at: touchpoint.occurredAt,
    channel: touchpoint.channel,
    ...(customer && { toldCustomer: toldCustomer(customer) }),
  };
  if (touchpoint.order !== undefined) {
    return touchpoint.order.lines.map(({ sku, name, unitPrice }) => ({
      ...shared,
      product: sku,
      ...priceOf(currency.amountOf(unitPrice)),
      ...(name !== undefined && { toldProduct: { name } }),
    }));
  }
  if (touchpoint.sku === undefined) return [];
  return [{ ...shared, product: touchpoint.sku, ...priceIn(touchpoint, currency), ...toldProduct(touchpoint) }];
}

const priceOf = (price: number | undefined): { price?: number } => (price !== undefined && price > 0 ? { price } : {});

/**
 * What a touch without an order says of the price: Segment's property, in its currency or else that of the value; or the
 * value by the quantity.
 */
function priceIn({ value, quantity = 1, properties }: MappedTouchpoint, currency: OneCurrency): { price?: number } {
  const told = Number(properties?.["price"] ?? Number.NaN);
  const toldIn = properties?.["currency"] ?? value?.currency;
  if (told > 0) {
    const known = typeof toldIn === "string"; // where nobody says it, it is the shop's currency
    return known ? priceOf(currency.amountOf({ amount: String(told), currency: toldIn })) : { price: told };
  }
  const amount = currency.amountOf(value);
  return amount === undefined ? {} : priceOf(amount / Math.max(1, quantity));
}

/** Segment's properties of a product, where a touch has them. */
function toldProduct({ properties = {} }: MappedTouchpoint): { toldProduct?: ToldProduct } {
  const { name, description, brand, category } = properties;
  const told = {
    ...(typeof name === "string" && { name }),
    ...(typeof description === "string" && { description }),
    ...(typeof brand === "string" && { brand }),
    ...(typeof category === "string" && { category: pathOf(category) }),
  };
  return Object.keys(told).length > 0 ? { toldProduct: told } : {};
}

function toldCustomer({ gender, ageBand, occupation, country }: MappedCustomer): ToldCustomer {
  return {
    ...(gender !== undefined && { gender }),
    ...(ageBand !== undefined && { ageBand }),
    ...(occupation !== undefined && { occupation }),
    ...(country !== undefined && { country }),
  };
}

const pathOf = (category: string): string[] =>
  category
    .split(">")
    .map((step) => step.trim())
    .filter((step) => step !== "");

export function productFactsOf(product: MappedProduct, currency: OneCurrency): Omit<ProductFacts, "id"> {
  const { name, description, brand, category, attributes } = product;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(brand !== undefined && { brand }),
    ...(category !== undefined && { category: pathOf(category) }),
    ...(attributes !== undefined && { attributes }),
    ...priceOf(currency.amountOf(product.price)),
  };
}

export const customerFactsOf: (customer: MappedCustomer) => Omit<CustomerFacts, "id"> = toldCustomer;
