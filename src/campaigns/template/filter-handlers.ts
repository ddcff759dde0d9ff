import { type FilterImplOptions, filters } from "liquidjs";
import { escapeHtml, Markup } from "./markup.ts";
import { storable } from "./storable.ts";

export type FilterHandler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** Liquid's own filter. */
export function handlerOf(name: string): FilterHandler {
  const filter: FilterImplOptions | undefined = filters[name];
  if (typeof filter !== "function") throw new Error(`liquidjs has no filter ${name}`);
  return filter;
}

/** What Liquid's filters for dates would read the clock for. */
export const CLOCK_WORDS: ReadonlySet<unknown> = new Set(["now", "today"]);

/** A filter for dates that reads no clock: "now" stays the word that it is. A time zone that there is none of is UTC. */
export function withoutClock(name: string): FilterHandler {
  const original = handlerOf(name);
  return function (value: unknown, ...args: unknown[]): unknown {
    if (CLOCK_WORDS.has(printed(value))) return value;
    try {
      return original.call(this, value, ...args);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return original.call(this, value, args[0]);
    }
  };
}

/** What cannot be stored cannot be encoded either. */
export const urlEncode: FilterHandler = (value: unknown): string =>
  encodeURIComponent(storable(printed(value))).replace(/%20/g, "+");

/** Any value as HTML that shows it. */
export const escaped = (value: unknown): string => (value instanceof Markup ? value.html : escapeHtml(printed(value)));

export const asMarkup: FilterHandler = (value: unknown): Markup => new Markup(escaped(value));

export const linesAsMarkup: FilterHandler = (value: unknown): Markup =>
  new Markup(escaped(value).replace(/\r?\n/g, "<br>\n"));

/** `default` that leaves what `capture` has put together as it is. */
export function defaultOfMarkup(): FilterHandler {
  const original = handlerOf("default");
  return function (value: unknown, ...args: unknown[]): unknown {
    return value instanceof Markup && value.html !== "" ? value : original.call(this, value, ...args);
  };
}

/** As Liquid writes it: nothing for null, and a list without anything between. */
function printed(value: unknown): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(printed).join("") : String(value);
}
