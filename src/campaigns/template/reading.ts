import type { Token } from "liquidjs";
import type { Names } from "./names.ts";

/** Where in a text something is wrong, and why. */
export interface PlacedFault {
  /** From its beginning, in UTF-16 units. */
  readonly at: number;
  readonly message: string;
}

export interface RawUse {
  readonly at: number;
  readonly said: string;
  readonly from: readonly string[];
}

export interface Made {
  readonly name: string;
  readonly from: readonly string[];
}

/** What is learned of a template while it is read. */
export interface Reading {
  readonly names: Names;
  readonly faults: PlacedFault[];
  /** Where recommendations are used. */
  readonly uses: number[];
  /** Where the filter raw is used, behind what. */
  readonly raws: RawUse[];
  /** Names that the template gives, and what those values were made of; a name may be given in several places. */
  readonly made: Made[];
  /** The names of which everything that is printed was made. */
  readonly printed: string[];
  /** How many places say what stands there when nothing is recommended. */
  fallbacks: number;
  /** How many loops over recommendations are round the place that is read. */
  recommendedLoops: number;
}

export const begin = (names: Names): Reading => ({
  ...{ names, faults: [], uses: [], raws: [], made: [], printed: [] },
  ...{ fallbacks: 0, recommendedLoops: 0 },
});

/** Of one text: who mends these will see the others. */
export const MOST_FAULTS = 20;

/** Whether nothing more need be looked for. */
export const isFull = ({ faults }: Reading): boolean => faults.length >= MOST_FAULTS;

/** Tells a fault of what stands at a token. */
export function tell(reading: Reading, token: Token | undefined, message: string): void {
  reading.faults.push({ at: token?.begin ?? 0, message });
}

/** "line 3, column 5", both from 1. */
export function placeIn(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return `line ${line}, column ${at - (before.lastIndexOf("\n") + 1) + 1}`;
}
