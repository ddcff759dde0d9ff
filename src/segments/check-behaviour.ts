import { textFault } from "../database/text.ts";
import { fromId } from "../graphql/ids.ts";
import { comparisonFaults, MOST_VALUES, nameFaults } from "./check-comparison.ts";
import { COUNTINGS } from "./count-test.ts";
import type { Behaviour, Window } from "./rule.ts";
import { fault, type RuleFault, tooMuch, under } from "./rule-faults.ts";

const LONGEST_WINDOW = 36_500;
const LONGEST_FOLLOWING = 24 * LONGEST_WINDOW;
const MOST_COUNTED = 1_000_000;
const LONGEST_CHAIN = 4;

/** What is wrong with a behaviour. */
export function behaviourFaults(args: Behaviour, length = 1): RuleFault[] {
  const { channel, name, productIds, category, valueAtLeast, within, then, thenWithinHours, properties } = args;
  return [
    ...countFaults(args),
    ...(channel?.length === 0 ? [fault("is empty; leave it out for every channel", "channel")] : []),
    ...textFaults("name", name),
    ...textFaults("category", category),
    ...productFaults(productIds),
    ...(valueAtLeast?.startsWith("-") === true ? [fault(`is ${valueAtLeast}; it is 0 or more`, "valueAtLeast")] : []),
    ...under(["within"], windowFaults(within ?? {})),
    ...followingFaults(then, thenWithinHours, length),
    ...propertyFaults(properties ?? []),
  ];
}

function countFaults({ countIs, count }: Behaviour): RuleFault[] {
  const is = countIs ?? "AT_LEAST";
  const faults = COUNTINGS.includes(is) ? [] : [fault(`is ${is}; it is one of ${COUNTINGS.join(", ")}`, "countIs")];
  const many = count ?? 1;
  if (many >= 0 && many <= MOST_COUNTED) return faults;
  return [...faults, fault(`is ${many}; it is 0 to ${MOST_COUNTED}`, "count")];
}

function textFaults(place: string, text: string | null | undefined): RuleFault[] {
  if (text === undefined || text === null) return [];
  if (text.trim() === "") return [fault("is empty; leave it out for every one", place)];
  const why = text.length > 1_000 ? "is longer than 1,000 characters" : textFault(text);
  return why === undefined ? [] : [fault(why, place)];
}

function productFaults(ids: readonly string[] | null | undefined): RuleFault[] {
  if (ids === undefined || ids === null) return [];
  if (ids.length === 0) return [fault("is empty; leave it out for every product", "productIds")];
  if (ids.length > MOST_VALUES) {
    return [tooMuch(`has ${ids.length} products`, ids.length, MOST_VALUES, "productIds")];
  }
  return ids.flatMap((id, place) =>
    fromId("prd", id) === undefined
      ? [fault(`${JSON.stringify(id)} is no product's id`, "productIds", String(place))]
      : [],
  );
}

function windowFaults({ lastDays, moreThanDaysAgo, from, to }: Window): RuleFault[] {
  const days = (place: string, value: number | null | undefined, least: number) =>
    value === undefined || value === null || (value >= least && value <= LONGEST_WINDOW)
      ? []
      : [fault(`is ${value}; it is ${least} to ${LONGEST_WINDOW} days`, place)];
  const faults = [...days("lastDays", lastDays, 1), ...days("moreThanDaysAgo", moreThanDaysAgo, 0)];
  if (lastDays && moreThanDaysAgo && lastDays <= moreThanDaysAgo) {
    faults.push(fault(`the last ${lastDays} days end before ${moreThanDaysAgo} days ago: lastDays is the larger one`));
  }
  if (from && to && new Date(from) >= new Date(to)) faults.push(fault("ends before it begins: to is after from", "to"));
  return faults;
}

function followingFaults(then: Behaviour["then"], hours: number | null | undefined, length: number): RuleFault[] {
  const given = hours !== undefined && hours !== null;
  if (then === undefined || then === null) {
    return given ? [fault("says when something follows; give then, what follows", "thenWithinHours")] : [];
  }
  const faults =
    given && (hours < 1 || hours > LONGEST_FOLLOWING)
      ? [fault(`is ${hours}; it is 1 to ${LONGEST_FOLLOWING} hours`, "thenWithinHours")]
      : [];
  if (length >= LONGEST_CHAIN) {
    return [...faults, tooMuch(`is step ${length + 1} of a row`, length + 1, LONGEST_CHAIN, "then")];
  }
  return [...faults, ...under(["then"], behaviourFaults(then, length + 1))];
}

const MOST_PROPERTIES = 20;

function propertyFaults(properties: NonNullable<Behaviour["properties"]>): RuleFault[] {
  if (properties.length > MOST_PROPERTIES) {
    return [tooMuch(`has ${properties.length} conditions`, properties.length, MOST_PROPERTIES, "properties")];
  }
  return properties.flatMap((property, place) =>
    under(["properties", String(place)], [...nameFaults(property.name), ...comparisonFaults("json", property)]),
  );
}
