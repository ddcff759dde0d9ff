import { type Placed, TopList } from "../../../math/top-list.ts";
import type { Basket } from "../history.ts";
import type { Opinion } from "../opinion.ts";
import type { Recommender } from "../recommender.ts";
import type { HybridModel } from "../recommenders/hybrid.ts";
import { rememberedOf } from "../remember.ts";
import { ceilingOf, type Say, saysOf, sizeOf, sumOf } from "./blend.ts";
import { NO_SAY } from "./terms.ts";

/** The blend of a basket, where a list needs the terms of few products: see BestOfBlend. */
export const blendOpinion =
  (blended: readonly Recommender[]) =>
  (model: HybridModel, basket: Basket): Opinion => {
    const says = saysOf(blended, model, basket);
    const scoreOf = (product: number): number => sumOf(says, model, product);
    return {
      scoreOf,
      ceilingOf: scoreOf,
      best: (count, open) => new BestOfBlend(says, model, count, open).placed(),
    };
  };

/**
 * The best products of a blend. The part with the largest weight among those that know few products leads: where the others
 * said their most and it said less than a certain score, a product would still not be among the best. Products that it does
 * not know come in the order of their own terms, until the rest cannot be among the best either.
 */
class BestOfBlend {
  readonly #says: readonly Say[];
  readonly #model: HybridModel;
  readonly #count: number;
  readonly #open: (product: number) => boolean;
  readonly #list: TopList;
  readonly #lead: Say | undefined;
  /** What all parts but the leading one add at most. */
  readonly #others: number;
  readonly #own: OwnTerms;

  constructor(says: readonly Say[], model: HybridModel, count: number, open: (product: number) => boolean) {
    const few = says.filter(({ opinion }) => opinion.products !== undefined);
    const heaviest = Math.max(...few.map(({ weight }) => weight));
    this.#says = says;
    this.#model = model;
    this.#count = count;
    this.#open = open;
    this.#list = new TopList(count);
    this.#lead = few.find(({ weight }) => weight === heaviest);
    this.#others = says.reduce((sum, say) => (say === this.#lead ? sum : sum + say.most), 0);
    this.#own = ownTerms(model);
  }

  placed(): Placed[] {
    // its best of all are often what the customer has: of the open ones, as many as are wanted set the mark for all others
    const tried = new Set(this.#lead?.opinion.best(this.#count, this.#open).map(({ place }) => place));
    for (const product of tried) this.#try(product);
    if (this.#lead !== undefined) this.#tryKnown(this.#lead, tried);
    this.#tryOthers(this.#lead);
    return this.#list.placed();
  }

  #tryKnown(lead: Say, tried: ReadonlySet<number>): void {
    const { products = new Int32Array(), scoreOf } = lead.opinion;
    const enough = this.#enoughOf(lead);
    for (let place = 0; place < products.length; place++) {
      const product = products[place] ?? 0;
      if (scoreOf(product) >= enough && !tried.has(product)) this.#try(product);
    }
  }

  /** The score of the leading part below which a product is not among the best, whatever the others say. */
  #enoughOf({ usual, weight }: Say): number {
    const [most = 0] = this.#own.sums.subarray(this.#own.order[0]);
    const term = (this.#list.least - this.#others - most) / weight;
    return usual * (Math.exp(term - 1e-9 * (1 + Math.abs(term))) - Math.exp(NO_SAY));
  }

  #tryOthers(lead: Say | undefined): void {
    const { order, sums } = this.#own;
    const rest = this.#others + (lead === undefined ? 0 : lead.weight * NO_SAY);
    for (let place = 0; place < order.length; place++) {
      const product = order[place] ?? 0;
      if (!this.#list.mayTake(rest + (sums[product] ?? 0))) break;
      if (!((lead?.opinion.scoreOf(product) ?? 0) > 0)) this.#try(product);
    }
  }

  #try(product: number): void {
    if (!this.#open(product)) return;
    let ceiling = this.#own.sums[product] ?? 0;
    for (const say of this.#says) ceiling += ceilingOf(say, product);
    if (this.#list.mayTake(ceiling)) this.#list.offer(product, sumOf(this.#says, this.#model, product));
  }
}

interface OwnTerms {
  /** By product the weighted sum of its own terms, which is the same for every basket. */
  readonly sums: Float64Array;
  /** The products by it, the highest first. */
  readonly order: Int32Array;
}

const ownTerms = rememberedOf((model: HybridModel): OwnTerms => {
  const sums = new Float64Array(sizeOf(model));
  for (const { weight, values } of model.products) {
    for (let product = 0; product < sums.length; product++) {
      sums[product] = (sums[product] ?? 0) + weight * (values[product] ?? 0);
    }
  }
  const order = Int32Array.from(sums.keys()).sort((left, right) => (sums[right] ?? 0) - (sums[left] ?? 0));
  return { sums, order };
});
