import { createHash } from "node:crypto";
import { randomNormal, randomPoisson } from "d3-random";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Chance that can be repeated: a stream of its own for each thing it is named after, so that one more draw for one customer
 * changes nothing for the next.
 */
export class Random {
  readonly uniform: () => number;
  readonly #normal: () => number;

  constructor(seed: number, ...of: readonly (string | number)[]) {
    const state = createHash("sha256")
      .update([seed, ...of].join(" "))
      .digest()
      .readInt32BE(0);
    const generator = xoroshiro128plus(state);
    // 53 random bits in [0, 1)
    this.uniform = () => ((generator.next() >>> 5) * 0x4000000 + (generator.next() >>> 6)) / 0x20000000000000;
    this.#normal = randomNormal.source(this.uniform)(0, 1);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number from low to high, both included. */
  int(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.uniform());
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.uniform() * items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  /** One of the items, each as probable as its weight is of all weights. */
  weighted<Item>(items: readonly Item[], weight: (item: Item) => number): Item {
    const weights = items.map(weight);
    let left = this.uniform() * weights.reduce((sum, each) => sum + each, 0);
    const found = items.find((_, index) => {
      left -= weights[index] ?? 0;
      return left < 0;
    });
    return found ?? this.pick(items);
  }

  normal(mean = 0, deviation = 1): number {
    return mean + deviation * this.#normal();
  }

  /** Log-normal by its median. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.#normal());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  poisson(mean: number): number {
    return mean <= 0 ? 0 : randomPoisson.source(this.uniform)(mean)();
  }
}
