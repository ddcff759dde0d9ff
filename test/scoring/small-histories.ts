import fc from "fast-check";
import { type Basket, basketOf, type History } from "../../src/scoring/recommendations/history.ts";
import { aBasket, aHistory, type Touch } from "./histories.ts";

const aTouch = fc.tuple(
  fc.constantFrom("ada", "bob", "eve", "zoe"),
  fc.constantFrom("cup", "jug", "mug", "pan", "pot", "tub"),
  fc.constantFrom("VIEW" as const, "CART" as const, "REVIEW" as const, "PURCHASE" as const),
  fc.constantFrom("2025-01-01", "2025-12-30T12:00Z", "2025-12-30T12:20Z", "2025-12-31", "2026-01-01"),
);

/** For properties: few customers and products with few facts, and few touches of few moments, so that there are many ties. */
export const SMALL_HISTORIES = fc.array(aTouch, { maxLength: 16 }).map((touches: Touch[]) =>
  aHistory({
    products: {
      cup: { category: ["Mugs"], name: "Red cup" },
      mug: { category: ["Mugs"], price: 8 },
      pan: {},
      vase: {},
    },
    customers: { ada: { country: "DE" }, bob: { country: "DE" }, kim: {} },
    touches,
  }),
);

/** For whom something is recommended: a customer, somebody of a country, or a stranger who has what nobody else has. */
export const SOMEBODY = fc.oneof(
  fc.nat(2).map(
    (customer) =>
      (history: History): Basket =>
        basketOf(history, customer),
  ),
  fc.constantFrom("DE", "MT").map((country) => (history: History): Basket => {
    return aBasket(history, { facts: { id: "new", country } });
  }),
  fc.constant((history: History): Basket => aBasket(history, { touches: [["vase", "PURCHASE", "2026-01-01"]] })),
);
