import type { ClusterFeature } from "./fit-clusters.ts";

/** How far from the mean, in standard deviations, a cluster lies in the first and in the second feature that it is named by. */
const FIRST = 0.25;
const SECOND = 0.5;

interface Naming {
  readonly centroid: readonly number[];
  readonly words: readonly string[];
}

/**
 * Each cluster's name by what sets it apart: the one or two features in which its standardised centroid lies furthest from
 * 0, the furthest first, such as "Many orders, high spend"; "Average" where it lies near 0 in all. Clusters of which the
 * same would be said, in whichever order, are told apart by further features, and numbered where there are none.
 */
export function nameClusters(centroids: readonly (readonly number[])[], features: readonly ClusterFeature[]): string[] {
  const namings = toldApart(
    centroids.map((centroid) => shortNaming(centroid, features)),
    features,
  );
  return namings.map((naming, place) => {
    const before = namings.slice(0, place).filter((other) => sameIsSaid(other, naming)).length;
    const name = naming.words.join(", ");
    return name.charAt(0).toUpperCase() + name.slice(1) + (before === 0 ? "" : ` (${before + 1})`);
  });
}

function shortNaming(centroid: readonly number[], features: readonly ClusterFeature[]): Naming {
  const far = (at: number): number => Math.abs(centroid[at] ?? 0);
  const furthest = [...features.keys()].sort((left, right) => far(right) - far(left)).slice(0, 2);
  const said = furthest.filter((at, rank) => far(at) >= (rank === 0 ? FIRST : SECOND));
  const words = said.flatMap((at) => wordFor(centroid, features[at], at) ?? []);
  return { centroid, words: words.length === 0 ? ["average"] : words };
}

/** Adds to those that are alike the feature that tells them apart best, until there are none alike or no words differ. */
function toldApart(namings: readonly Naming[], features: readonly ClusterFeature[]): readonly Naming[] {
  const longer = namings.map((naming) => {
    const alike = namings.filter((other) => sameIsSaid(other, naming));
    const at = tellingFeature(alike, features);
    const word = at === undefined ? undefined : wordFor(naming.centroid, features[at], at);
    if (word === undefined || naming.words.includes(word)) return naming;
    return { ...naming, words: [...naming.words, word] };
  });
  const done = longer.every((naming, place) => naming === namings[place]);
  return done ? namings : toldApart(longer, features);
}

/** The feature that has different words for some of them; of several the one in which they lie furthest apart. */
function tellingFeature(alike: readonly Naming[], features: readonly ClusterFeature[]): number | undefined {
  const apart = (at: number): number => {
    const values = alike.map(({ centroid }) => centroid[at] ?? 0);
    return Math.max(...values) - Math.min(...values);
  };
  const telling = [...features.keys()].filter((at) => {
    const words = alike.map(({ centroid }) => wordFor(centroid, features[at], at));
    return new Set(words).size > 1;
  });
  return telling.sort((left, right) => apart(right) - apart(left))[0];
}

function sameIsSaid(left: Naming, right: Naming): boolean {
  return left.words.toSorted().join("\n") === right.words.toSorted().join("\n");
}

/** None of who has exactly as much as all on average. */
function wordFor(centroid: readonly number[], feature: ClusterFeature | undefined, at: number): string | undefined {
  const value = centroid[at] ?? 0;
  if (value === 0) return undefined;
  return value > 0 ? feature?.high : feature?.low;
}
