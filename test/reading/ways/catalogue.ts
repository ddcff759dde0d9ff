import { gbp } from "../../support/builders.ts";

const CATEGORIES = [
  "Home",
  "Home > Kitchen",
  "Homeware",
  "Home > Kitchen > Mugs",
  "100% _odd\\",
  "100% _odd\\ > In",
  null,
];
const BRANDS = ["ACME", "Ørsted", null, "Home"];

export const SKUS = Array.from({ length: 33 }, (_, index) => `sku-${String(index).padStart(2, "0")}`);

/** A catalogue of more than a page, with something missing here and there; gives what `upsertProducts` takes. */
export const PRODUCTS = SKUS.map((sku, index) => ({
  sku: index === 31 ? "Überzug-ß" : index === 32 ? "SKU-00" : sku,
  ...(index % 5 === 4 ? {} : { name: `Thing ${index} "é" ${index % 3 === 0 ? "Mug" : "Bowl"}` }),
  brand: BRANDS[index % BRANDS.length],
  category: CATEGORIES[index % CATEGORIES.length],
  ...(index % 6 === 5 ? {} : { price: gbp(`${index}.${index % 4 === 0 ? "5" : "125"}`), priceFrom: day(-200) }),
  cost: index % 3 === 0 ? null : { amount: `${index / 8}`, currency: index % 2 === 0 ? "GBP" : "EUR" },
  stock: index % 4 === 0 ? null : index,
  externalId: index % 3 === 1 ? `ext_${index}%` : null,
  imageUrl: index % 2 === 0 ? `https://example.com/${index}.png` : null,
  description: index % 7 === 0 ? "Line one\nline two\t\u2028 “quoted” 😀" : null,
  attributes: index % 2 === 0 ? { b: [1, 2.5, -0.001, 1e300], a: { nested: null }, 1: true } : {},
  available: index % 8 !== 7,
}));

/** Prices that came, went, came again and are still to come. */
export const LATER_PRICES = [
  ...[1, 2, 3, 6].map((index) => ({ sku: `sku-0${index}`, price: gbp("7.7700"), priceFrom: day(-100) })),
  { sku: "sku-02", price: null, priceFrom: day(-50) },
  { sku: "sku-02", price: gbp("0.001"), priceFrom: day(-10) },
  { sku: "sku-03", price: null, priceFrom: day(-5) },
  { sku: "sku-06", price: { amount: "9.1", currency: "EUR" }, priceFrom: day(20) },
  { sku: "sku-06", price: gbp("1000000.123456"), priceFrom: day(40) },
  { sku: "sku-05", price: gbp("3"), priceFrom: day(3) },
];

export const OFFERS = ["sku-01", "sku-02", "Überzug-ß"].flatMap((sku, place) =>
  ["Zed", "Other", "ötzi", "other"].flatMap((competitor, index) =>
    [-9, -3, -6].slice(0, index + 1).map((days) => ({
      sku,
      competitor,
      price: { amount: `${index + 1}.${place}${-days}`, currency: index === 2 ? "EUR" : "GBP" },
      observedAt: day(days),
      ...(index % 2 === 0 ? {} : { url: "https://example.com/offer?a=1&b=2" }),
    })),
  ),
);

/** So many days from the tests' now. */
export function day(days: number, ms = 0): string {
  return new Date(Date.UTC(2026, 5, 15, 12) + days * 24 * 3600 * 1000 + ms).toISOString();
}
