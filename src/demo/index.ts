export { DemoShop } from "./demo-shop.entity.ts";
export { isEmptyShop, readDemo } from "./demo-shop.store.ts";
export { type DemoSummary, fillDemo, NotEmpty } from "./fill-demo.ts";
export * from "./plain.ts";
