import type { DemoSummary } from "../demo/index.ts";

const count = (number: number): string => number.toLocaleString("en-GB");

/** What a filling came to, for people. */
export function demoSummary({ products, touchpoints, repeated, quarantined, seconds }: DemoSummary): string {
  return [
    `A simulated shop: ${count(products)} products, ${count(touchpoints)} touchpoints in ${seconds.toFixed(1)} seconds`,
    `  ${count(repeated)} sent twice and kept once`,
    `  ${count(quarantined)} faulty ones refused, as faulty senders are`,
    "",
  ].join("\n");
}
