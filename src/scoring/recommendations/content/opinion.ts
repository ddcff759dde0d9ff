import { Scratch } from "../../../math/scratch.ts";
import { rowTimes } from "../../../math/sparse-rows.ts";
import { type Placed, TopList } from "../../../math/top-list.ts";
import { topPlaces } from "../../../math/top-places.ts";
import type { Basket } from "../history.ts";
import { type Opinion, opinionOfAll } from "../opinion.ts";
import { type Aisles, aislesOf, BOUNDED } from "./aisles.ts";
import { scoreByContent } from "./likeness.ts";
import type { ContentModel } from "./model.ts";
import { GROUPS } from "./terms.ts";
import { likingOf, type Taste, tasteOf } from "./witnesses.ts";

const CATEGORY = GROUPS.indexOf("CATEGORY");

/**
 * What scoreByContent gives. With degree 1 an aisle of products is only looked into where its most popular product could be
 * among the best: adding up all postings takes four times as long. With degree 2 everything is counted.
 */
export function contentOpinion(model: ContentModel, basket: Basket, memory: Float64Array): Opinion {
  if (model.degree === 1) return new LinearOpinion(model, basket);
  scoreByContent(model, basket, memory);
  return opinionOfAll(memory);
}

const CEILINGS = new Scratch();

class LinearOpinion implements Opinion {
  readonly #model: ContentModel;
  readonly #taste: Taste;
  readonly #aisles: Aisles;
  /** By aisle what the likeness of none of its products exceeds, and of that what categories and words may add. */
  readonly #ceilings: Float64Array;
  readonly #boundedCeilings: Float64Array;

  constructor(model: ContentModel, basket: Basket) {
    this.#model = model;
    this.#taste = tasteOf(model, basket);
    this.#aisles = aislesOf(model);
    this.#ceilings = new Float64Array(this.#aisles.count);
    this.#boundedCeilings = new Float64Array(this.#aisles.count);
    const longest = longestOf(model, this.#taste);
    for (let aisle = 0; aisle < this.#aisles.count; aisle++) this.#setCeilings(aisle, longest);
  }

  scoreOf(product: number): number {
    const likeness = rowTimes(this.#model.vectors, product, likingOf(this.#model, this.#taste));
    return likeness > 0 ? likeness * this.#factorOf(product) : Number.NEGATIVE_INFINITY;
  }

  ceilings(): Float64Array {
    const ceilings = CEILINGS.of(this.#aisles.of.length);
    ceilings.fill(0);
    if (!(this.#taste.length > 0)) return ceilings;
    const { of } = this.#aisles;
    for (let product = 0; product < ceilings.length; product++) {
      ceilings[product] = this.#factorOf(product) * (this.#ceilings[of[product] ?? 0] ?? 0);
    }
    return ceilings;
  }

  best(count: number, open: (product: number) => boolean): Placed[] {
    const list = new TopList(count);
    if (!(this.#taste.length > 0)) return [];
    const { starts, products } = this.#aisles;
    const highest = this.#ceilings.map((ceiling, aisle) => ceiling * this.#factorOf(products[starts[aisle] ?? 0] ?? 0));
    for (const aisle of topPlaces(highest, count)) {
      this.#offer(aisle, list, open);
      highest[aisle] = Number.NEGATIVE_INFINITY;
    }
    for (let aisle = 0; aisle < highest.length; aisle++) {
      const ceiling = highest[aisle] ?? 0;
      if (ceiling > 0 && list.mayTake(ceiling)) this.#offer(aisle, list, open);
    }
    return list.placed();
  }

  #offer(aisle: number, list: TopList, open: (product: number) => boolean): void {
    const { starts, products, popularity, others } = this.#aisles;
    const liking = likingOf(this.#model, this.#taste);
    const { length } = this.#taste;
    const [ceiling, bounded] = [this.#ceilings[aisle] ?? 0, this.#boundedCeilings[aisle] ?? 0];
    const end = starts[aisle + 1] ?? 0;
    for (let at = starts[aisle] ?? 0; at < end; at++) {
      const factor = (popularity[at] ?? 0) / length;
      if (!list.mayTake(factor * ceiling)) break;
      if (!list.mayTake(factor * (bounded + rowTimes(others, at, liking)))) continue;
      const product = products[at] ?? 0;
      if (open(product)) list.offer(product, this.scoreOf(product));
    }
  }

  #factorOf(product: number): number {
    return (this.#model.popularity[product] ?? 0) / this.#taste.length;
  }

  /** An inner product is at most the product of the lengths, and at most the highest value of one times the sum of the other's. */
  #setCeilings(aisle: number, { lengths, highest }: Longest): void {
    let bounded = rowTimes(this.#aisles.categories, aisle, likingOf(this.#model, this.#taste));
    let others = 0;
    for (let group = 0; group < GROUPS.length; group++) {
      if (group === CATEGORY) continue;
      const place = aisle * GROUPS.length + group;
      const ceiling = Math.min(
        (lengths[group] ?? 0) * (this.#aisles.lengths[place] ?? 0),
        (highest[group] ?? 0) * (this.#aisles.sums[place] ?? 0),
      );
      if (BOUNDED.includes(group)) bounded += ceiling;
      else others += ceiling;
    }
    this.#boundedCeilings[aisle] = bounded;
    this.#ceilings[aisle] = bounded + others;
  }
}

interface Longest {
  /** By group the length of what is liked of it. */
  readonly lengths: Float64Array;
  readonly highest: Float64Array;
}

function longestOf({ groups }: ContentModel, { terms, values }: Taste): Longest {
  const [squares, highest] = [new Float64Array(GROUPS.length), new Float64Array(GROUPS.length)];
  for (const [place, term] of terms.entries()) {
    const value = values[place] ?? 0;
    const group = groups[term] ?? 0;
    squares[group] = (squares[group] ?? 0) + value * value;
    highest[group] = Math.max(highest[group] ?? 0, value);
  }
  return { lengths: squares.map(Math.sqrt), highest };
}
