import type { JsonObject, JsonValue } from "../../database/json.ts";
import type { ParameterFault } from "../../models/index.ts";
import type { Recommender, Settings } from "../recommendations/recommender.ts";

// A half-life without end has no number in JSON.
const WITHOUT_END = "Infinity";

export const settingsToJson = (settings: Settings): JsonObject =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, Number.isFinite(value) ? value : WITHOUT_END]),
  );

export const settingsFromJson = (json: JsonObject): Settings =>
  Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const number = numberOf(value);
      return number === undefined ? [] : [[name, number]];
    }),
  );

function numberOf(value: JsonValue | undefined): number | undefined {
  if (value === WITHOUT_END) return Number.POSITIVE_INFINITY;
  return typeof value === "number" ? value : undefined;
}

/** A setting that a recommender does not have, or that no setting can be. */
export function settingFaults({ code, settings }: Recommender, given: JsonObject): ParameterFault[] {
  const names = Object.keys(settings);
  return Object.entries(given).flatMap(([name, value]): ParameterFault[] => {
    if (!names.includes(name)) {
      const has = names.length === 0 ? "it has no settings" : `it has ${names.join(", ")}`;
      return [{ name, message: `${code} has no setting ${name}: ${has}` }];
    }
    const tried = settings[name] ?? [];
    if (canBe(tried, numberOf(value))) return [];
    const usual = tried.map((each) => (Number.isFinite(each) ? each : `"${WITHOUT_END}"`)).join(", ");
    return [{ name, message: `${name} is a number of the order of what ${code} tries by itself: ${usual}` }];
  });
}

/** How many times what is tried a value may be, or how small a part of it. */
const FURTHEST = 1_000;
/** Settings that only have these values. */
const isChoice = (tried: readonly number[]): boolean => tried.every((value) => value === 1 || value === 2);

function canBe(tried: readonly number[], value: number | undefined): boolean {
  if (value === undefined) return false;
  if (isChoice(tried) || value === Number.POSITIVE_INFINITY) return tried.includes(value);
  const finite = tried.filter(Number.isFinite);
  return value >= Math.min(...finite) / FURTHEST && value <= Math.max(...finite) * FURTHEST;
}
