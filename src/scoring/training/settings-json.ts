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
    const number = numberOf(value);
    if (number !== undefined && number > 0) return [];
    const usual = settings[name]?.map((each) => (Number.isFinite(each) ? each : `"${WITHOUT_END}"`)).join(", ");
    return [
      { name, message: `${name} is a number above 0 or "${WITHOUT_END}"; left to itself, ${code} tries ${usual}` },
    ];
  });
}
