import { Liquid, type LiquidOptions } from "liquidjs";
import { asMarkup, defaultOfMarkup, escaped, linesAsMarkup, urlEncode, withoutClock } from "./filter-handlers.ts";
import { FILTERS, LEFT_OUT } from "./filters.ts";
import { CaptureMarkup } from "./markup.ts";

/** All lengths are in characters. */
export const LONGEST_BODY = 100_000;
/** Longer lines may not be in mail (RFC 5322, 2.1.1). */
export const LONGEST_SUBJECT = 998;
/** What a template may make of variables. */
export const LONGEST_MESSAGE = 1_000_000;
const LONGEST_RENDERING_MS = 1_000;
/** Characters and items of lists that are made while rendering, all together. */
const MOST_MEMORY = 2_000_000;

const OPTIONS: LiquidOptions = {
  templates: {}, // whatever would be read is looked for here, and no file is
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: LONGEST_BODY,
  renderLimit: LONGEST_RENDERING_MS,
  memoryLimit: MOST_MEMORY,
  timezoneOffset: 0,
  locale: "en-US",
  dateFormat: "%-d %B %Y",
};

/** For subjects, SMS and plain text: there is no markup in them. */
export const textEngine = makeEngine(OPTIONS);

/** For bodies in HTML: what is printed is text, whatever it contains. */
export const htmlEngine = makeEngine({ ...OPTIONS, outputEscape: escaped });
htmlEngine.registerTag("capture", CaptureMarkup);
htmlEngine.registerFilter("default", defaultOfMarkup());
htmlEngine.registerFilter("escape", asMarkup);
htmlEngine.registerFilter("newline_to_br", linesAsMarkup);

/** For checks: it takes every filter, so that each unknown one can be told with its place. */
export const lenientEngine = makeEngine({ ...OPTIONS, strictFilters: false });

/** Every tag that stands by itself or begins something. */
export const TAGS: ReadonlySet<string> = new Set(Object.keys(textEngine.tags));

function makeEngine(options: LiquidOptions): Liquid {
  const engine = new Liquid(options);
  for (const name of Object.keys(engine.tags)) if (LEFT_OUT.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) if (!FILTERS.has(name)) engine.unregisterFilter(name);
  for (const name of FILTERS.keys()) if (name.startsWith("date")) engine.registerFilter(name, withoutClock(name));
  engine.registerFilter("url_encode", urlEncode);
  return engine;
}
