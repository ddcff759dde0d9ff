import { livesOf } from "../../src/demo/people/lives.ts";
import type { DemoSettings } from "../../src/demo/settings.ts";
import { makeWorld } from "../../src/demo/world/world.ts";

export const settings = (given: Partial<DemoSettings> = {}): DemoSettings => ({
  seed: 1,
  customers: 150,
  months: 6,
  until: new Date("2026-06-15T12:00:00Z"),
  currency: "GBP",
  ...given,
});

/** A whole simulated shop, in memory. */
export function simulate(given: Partial<DemoSettings> = {}) {
  const world = makeWorld(settings(given));
  const lives = [...livesOf(world)];
  return { world, lives, touchpoints: lives.flatMap(({ touchpoints }) => touchpoints) };
}
