import { Scratch } from "../../../math/scratch.ts";
import { rowTimes, type SparseRows } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import type { Reason } from "../recommender.ts";
import { weighing } from "../scores.ts";
import type { ContentModel } from "./model.ts";
import { GROUPS, type Group } from "./terms.ts";
import { tasteOf, type Witness } from "./witnesses.ts";

const WORDS_NAMED = 3;

/**
 * Why a product has its score, in parts that add up to it. What comes of the customer's own touches can be told in two
 * ways, each of them whole: by the products touched and by what the product has in common with them. Each is counted
 * half. The rest comes of facts.
 */
export function reasonsOf(model: ContentModel, basket: Basket, product: number): Reason[] {
  const { witnesses, length } = tasteOf(model, basket);
  if (length === 0) return [];
  const [vector, shared] = [VECTOR.of(model.terms.length), SHARED.of(model.terms.length)];
  setAt(model.vectors, product, 1, vector);
  const factor = (model.popularity[product] ?? 0) / length;
  const reasons: Reason[] = [];
  for (const witness of witnesses) {
    const likeness = rowTimes(witness.rows, witness.row, vector);
    if (!(likeness > 0)) continue;
    const touched = witness.product !== undefined;
    const weight = witness.weight * likeness ** (model.degree - 1) * factor * (touched ? 1 / 2 : 1);
    if (touched) addWhere(vector, witness, weight, shared);
    if (weight * likeness > 0) reasons.push(weighing(witness, weight * likeness));
  }
  reasons.push(...byInterests(matchesOf(model, product, shared)));
  setAt(model.vectors, product, 0, vector);
  setAt(model.vectors, product, 0, shared);
  return reasons.sort((left, right) => right.weight - left.weight);
}

/**
 * The product's vector, and what the products touched say together of its terms. Between two calls all of both is 0, and each
 * call clears what it has set: a vocabulary is a thousand times as long as what one product has of it.
 */
const VECTOR = new Scratch();
const SHARED = new Scratch();

function setAt({ starts, columns, values }: SparseRows, row: number, factor: number, vector: Float64Array): void {
  const end = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < end; at++) vector[columns[at] ?? 0] = factor * (values[at] ?? 0);
}

/** Adds a witness's vector, times a weight, for the terms alone that a product has. */
function addWhere(vector: Float64Array, { rows, row }: Witness, weight: number, sum: Float64Array): void {
  const { starts, columns, values } = rows;
  const end = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < end; at++) {
    const term = columns[at] ?? 0;
    if (vector[term] !== 0) sum[term] = (sum[term] ?? 0) + weight * (values[at] ?? 0);
  }
}

/** By group what the product's terms have in common with the products touched. */
function matchesOf({ terms, groups, vectors }: ContentModel, product: number, shared: Float64Array): Match[][] {
  const matches = GROUPS.map((): Match[] => []);
  const end = vectors.starts[product + 1] ?? 0;
  for (let at = vectors.starts[product] ?? 0; at < end; at++) {
    const term = vectors.columns[at] ?? 0;
    const weight = (shared[term] ?? 0) * (vectors.values[at] ?? 0);
    if (weight > 0) matches[groups[term] ?? 0]?.push({ text: terms[term] ?? "", weight });
  }
  return matches;
}

const byInterests = (matches: readonly (readonly Match[])[]): Reason[] =>
  GROUPS.flatMap((group, place) => {
    const ofGroup = matches[place] ?? [];
    const together = group === "ATTRIBUTES" ? ofGroup.map((match) => [match]) : ofGroup.length > 0 ? [ofGroup] : [];
    return together.map(
      (named): Reason => ({
        kind: "MATCHES_INTEREST",
        what: NAMED[group](named),
        weight: named.reduce((sum, { weight }) => sum + weight, 0),
      }),
    );
  });

interface Match {
  readonly text: string;
  readonly weight: number;
}

const firstOf = ([first]: readonly Match[]): string => first?.text ?? "";

/** How the matches of a group are said: the deepest of a category's steps, the strongest of the words. */
const NAMED: Record<Group, (matches: readonly Match[]) => string> = {
  WORDS: (matches) =>
    [...matches]
      .sort((left, right) => right.weight - left.weight)
      .slice(0, WORDS_NAMED)
      .map(({ text }) => text)
      .join(", "),
  CATEGORY: (matches) => matches.at(-1)?.text ?? "",
  BRAND: firstOf,
  PRICE: firstOf,
  ATTRIBUTES: firstOf,
};
