import type { DemoSummary } from "../demo/index.ts";
import { count } from "./count.ts";

/** What a filling came to, for people. */
export function demoSummary({ products, touchpoints, repeated, quarantined, seconds }: DemoSummary): string {
  return [
    `A simulated shop: ${count(products)} products, ${count(touchpoints)} touchpoints in ${seconds.toFixed(1)} seconds`,
    `  ${count(repeated)} sent twice and kept once`,
    `  ${count(quarantined)} faulty ones refused, as faulty senders are`,
    "",
  ].join("\n");
}
