import { pick } from "../../../math/pick.ts";
import { topPlaces } from "../../../math/top-places.ts";
import { basketOf, touchedProducts } from "../history.ts";
import type { HeldOut } from "../recommender.ts";
import { productsWith } from "../signals.ts";
import type { Example } from "./learn-weights.ts";

/** As many customers tell the weights well enough; more would only take longer. */
const MOST_EXAMPLES = 2_000;
/** Of each term the products that it puts first are candidates: what none of them puts there is not recommended. */
const CANDIDATES = 400;

/** Some customers of held-out time as examples; `termsOf` gives what each term says of all products. */
export function examplesOf(
  { past, goals, targets }: HeldOut,
  random: () => number,
  termsOf: (customer: number) => readonly Float64Array[],
): Example[] {
  const known = touchedProducts(past);
  const customers = targets.flatMap((wanted, customer) => (wanted.length > 0 ? [customer] : []));
  return pick(customers, MOST_EXAMPLES, random).map((customer) => {
    const owned = productsWith(basketOf(past, customer), goals);
    const terms = termsOf(customer);
    const candidates = candidatesOf(terms, (product) => known[product] === 1 && !owned.has(product));
    const wanted = new Set(targets[customer]);
    return {
      terms: terms.map((values) => Float32Array.from(candidates, (product) => values[product] ?? 0)),
      wanted: Uint8Array.from(candidates, (product) => (wanted.has(product) ? 1 : 0)),
      targets: wanted.size,
    };
  });
}

function candidatesOf(terms: readonly Float64Array[], allowed: (product: number) => boolean): Int32Array {
  const found = new Set<number>();
  const open = Int32Array.from(terms[0]?.keys() ?? []).filter(allowed);
  const said = new Float64Array(open.length);
  for (const values of terms) {
    for (let place = 0; place < open.length; place++) said[place] = values[open[place] ?? 0] ?? 0;
    for (const place of topPlaces(said, CANDIDATES)) found.add(open[place] ?? 0);
  }
  return Int32Array.from(found).sort();
}
