import { randomBinomial } from "d3-random";
import type { Random } from "../../src/demo/random.ts";

type Binomial = (customers: number, probability: number) => () => number;

/** How many of so many customers do something that each does with this probability. */
export function binomial(random: Random, customers: number, probability: number): number {
  // The package's types have forgotten the number of trials.
  const draw = randomBinomial.source(random.uniform) as unknown as Binomial;
  return draw(customers, probability)();
}
