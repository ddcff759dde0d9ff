import { DID } from "./act-words.ts";
import { type Compared, specOf, valuesOf } from "./comparisons.ts";
import type { Names } from "./operator.ts";
import type { Behaviour, Window } from "./rule.ts";

/** A comparison in words, such as `is at least 3` or `is one of "GB" or "IE"`. */
export function comparedInWords(compared: Compared): string {
  const { words, takes } = specOf(compared.is);
  const shown = valuesOf(compared).map((value) => JSON.stringify(value));
  if (shown.length === 0) return words;
  return `${words} ${takes === "two values" ? shown.join(" and ") : listed(shown)}`;
}

const MOST_LISTED = 10;

/** The items as people list them; of very many the first ones. */
export function listed(items: readonly string[], word = "or"): string {
  const left = items.length - MOST_LISTED;
  const shown = left > 1 ? [...items.slice(0, MOST_LISTED), `${left} more`] : items;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1)}`;
}

const times = (count: number): string => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

const COUNTED: Readonly<Record<string, string>> = {
  EQUAL: "exactly",
  NOT_EQUAL: "not exactly",
  MORE_THAN: "more than",
  AT_LEAST: "at least",
  LESS_THAN: "less than",
  AT_MOST: "at most",
};

/** What a customer did, after "who". */
export function behaviourInWords(args: Behaviour, names: Names): string {
  const { did, channel, name, productIds, category, valueAtLeast, within, then, thenWithinHours, properties } = args;
  const products = (productIds ?? []).map((id) => names.product(id));
  const parts = [
    DID[did],
    name ? `named ${JSON.stringify(name)}` : "",
    channel ? `on ${listed(channel)}` : "",
    products.length > 0 ? `of the product ${listed(products)}` : "",
    category ? `of the category ${JSON.stringify(category)}` : "",
    valueAtLeast ? `worth at least ${valueAtLeast}` : "",
    ...(properties ?? []).map((property) => `with ${property.name} that ${comparedInWords(property)}`),
    countInWords(args),
    windowInWords(within ?? {}),
  ];
  const own = parts.filter((part) => part !== "").join(" ");
  if (!then) return own;
  const hours = thenWithinHours ? ` within ${thenWithinHours} ${thenWithinHours === 1 ? "hour" : "hours"}` : "";
  return `${own}, each followed${hours} by this: ${behaviourInWords(then, names)}`;
}

function countInWords({ countIs, count }: Behaviour): string {
  const [is, many] = [countIs ?? "AT_LEAST", count ?? 1];
  if (many === 0 && (is === "EQUAL" || is === "AT_MOST")) return "never";
  return is === "AT_LEAST" && many === 1 ? "" : `${COUNTED[is]} ${times(many)}`;
}

function windowInWords({ lastDays, moreThanDaysAgo, from, to }: Window): string {
  const days = (count: number) => (count === 1 ? "day" : `${count} days`);
  const parts = [
    lastDays ? `in the last ${days(lastDays)}` : "",
    typeof moreThanDaysAgo === "number"
      ? `more than ${moreThanDaysAgo === 1 ? "1 day" : days(moreThanDaysAgo)} ago`
      : "",
    from ? `from ${new Date(from).toISOString()} on` : "",
    to ? `before ${new Date(to).toISOString()}` : "",
  ];
  return parts.filter((part) => part !== "").join(" and ");
}
