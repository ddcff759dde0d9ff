export { dayIn, isCurrency, NO_CURRENCY, type ShopSettings } from "./shop.ts";
