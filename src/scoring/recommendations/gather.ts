import { IDENTITY_KINDS } from "../../customers/plain.ts";
import type { ImportEvent, MappedCustomer, MappedProduct, MappedTouchpoint } from "../../imports/index.ts";
import type { TableProduct } from "./build-history.ts";
import { pathOf } from "./category-path.ts";
import type { CustomerFacts } from "./history.ts";
import type { Interaction, ToldCustomer, ToldProduct } from "./interactions.ts";
import { signalOf } from "./signals.ts";

type MappedEvent = Extract<ImportEvent, { kind: "touchpoint" }>;

/** The touches of products that a mapped touchpoint tells of: one for each line of an order, none where it has no product. */
export function interactionsOf({ touchpoint, customer }: MappedEvent): Interaction[] {
  const signal = signalOf(touchpoint.type);
  const identity = strongest(touchpoint.identities);
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
      ...priceOf(Number(unitPrice.amount), unitPrice.currency),
      ...(name !== undefined && { toldProduct: { name } }),
    }));
  }
  if (touchpoint.sku === undefined) return [];
  return [{ ...shared, product: touchpoint.sku, ...priceIn(touchpoint), ...toldProduct(touchpoint) }];
}

type Price = Pick<Interaction, "price" | "currency">;

const STRENGTH = Object.keys(IDENTITY_KINDS);

/** The customer is the strongest identifier that a touchpoint has, whatever the order of the map; ids are not linked. */
const strongest = (identities: MappedTouchpoint["identities"]) =>
  identities.reduce<(typeof identities)[number] | undefined>(
    (best, each) => (best && STRENGTH.indexOf(best.kind) <= STRENGTH.indexOf(each.kind) ? best : each),
    undefined,
  );

const priceOf = (price: number, currency: string | undefined): Price =>
  price > 0 ? { price, ...(currency !== undefined && { currency }) } : {};

/**
 * What a touch without an order says of the price: Segment's property, in its currency or else that of the value; or the
 * value by the quantity.
 */
function priceIn({ value, quantity = 1, properties }: MappedTouchpoint): Price {
  const told = Number(properties?.["price"] ?? Number.NaN);
  const toldIn = properties?.["currency"];
  if (told > 0) return priceOf(told, typeof toldIn === "string" ? toldIn : value?.currency);
  return value === undefined ? {} : priceOf(Number(value.amount) / Math.max(1, quantity), value.currency);
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

export function productFactsOf(product: MappedProduct): TableProduct {
  const { name, description, brand, category, attributes } = product;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(brand !== undefined && { brand }),
    ...(category !== undefined && { category: pathOf(category) }),
    ...(attributes !== undefined && { attributes }),
    ...(product.price && priceOf(Number(product.price.amount), product.price.currency)),
  };
}

export const customerFactsOf: (customer: MappedCustomer) => Omit<CustomerFacts, "id"> = toldCustomer;
