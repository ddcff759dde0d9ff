import "./shop.projection.ts";

export { ExchangeRate } from "./exchange-rate.entity.ts";
export { MoneyInput } from "./money.graphql.ts";
export { money, shopCurrency } from "./money.projection.ts";
export * from "./plain.ts";
export { Shop } from "./shop.entity.ts";
export { rateKey, readCurrency, readRates, settleCurrency, writeRates } from "./shop.store.ts";
