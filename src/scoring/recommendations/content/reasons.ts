import { Scratch } from "../../../math/scratch.ts";
import { addRow, entriesOf, rowTimes } from "../../../math/sparse-rows.ts";
import type { Basket } from "../history.ts";
import type { Reason } from "../recommender.ts";
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
  const vector = VECTOR.of(model.terms.length).fill(0);
  addRow(model.vectors, product, 1, vector);
  const factor = (model.popularity[product] ?? 0) / length;
  const counted = witnesses.flatMap((witness) => countedFor(witness, vector, factor, model.degree));
  return [...counted.map(asReason), ...byInterests(model, counted, product, vector)]
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
}

const VECTOR = new Scratch();
const SHARED = new Scratch();

/** A witness with the weight that it has for one product, and that times the product's likeness: its part in the score. */
interface Counted extends Witness {
  readonly said: number;
}

function countedFor(witness: Witness, vector: Float64Array, factor: number, degree: number): Counted[] {
  const likeness = rowTimes(witness.rows, witness.row, vector);
  if (!(likeness > 0)) return [];
  const weight = witness.weight * likeness ** (degree - 1) * factor * (isTouched(witness) ? 1 / 2 : 1);
  return [{ ...witness, weight, said: weight * likeness }];
}

const isTouched = ({ product }: Witness): boolean => product !== undefined;

const asReason = ({ kind, product, what, said }: Counted): Reason => ({
  kind,
  ...(product !== undefined && { product }),
  ...(what !== undefined && { what }),
  weight: said,
});

function byInterests(
  model: ContentModel,
  witnesses: readonly Counted[],
  product: number,
  vector: Float64Array,
): Reason[] {
  const taste = sharedTaste(model, witnesses);
  const matches = entriesOf(model.vectors, product)
    .map(([term]) => matchOf(model, term, (taste[term] ?? 0) * (vector[term] ?? 0)))
    .filter(({ weight }) => weight > 0);
  return GROUPS.flatMap((group) => {
    const ofGroup = matches.filter((match) => match.group === group);
    const together = group === "ATTRIBUTES" ? ofGroup.map((match) => [match]) : [ofGroup];
    return together.map((named) => ({
      kind: "MATCHES_INTEREST",
      what: NAMED[group](named),
      weight: named.reduce((sum, { weight }) => sum + weight, 0),
    }));
  });
}

/** What the products touched say together. */
function sharedTaste({ terms }: ContentModel, witnesses: readonly Counted[]): Float64Array {
  const taste = SHARED.of(terms.length).fill(0);
  for (const witness of witnesses) if (isTouched(witness)) addRow(witness.rows, witness.row, witness.weight, taste);
  return taste;
}

interface Match {
  readonly group: Group;
  readonly text: string;
  readonly weight: number;
}

const matchOf = ({ terms, groups }: ContentModel, term: number, weight: number): Match => ({
  group: GROUPS[groups[term] ?? 0] ?? "WORDS",
  text: terms[term] ?? "",
  weight,
});

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
