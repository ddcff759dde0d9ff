import { Liquid, type LiquidOptions } from "liquidjs";
import { asMarkup, defaultOfMarkup, escaped, linesAsMarkup, urlEncode, withoutClock } from "./filter-handlers.ts";
import { FILTERS, LEFT_OUT } from "./filters.ts";
import { LONGEST_BODY, MOST_MEMORY, SENDING } from "./limits.ts";
import { CountedFor, CountedTablerow } from "./loops.ts";
import { CaptureMarkup } from "./markup.ts";

const OPTIONS: LiquidOptions = {
  templates: {}, // whatever would be read is looked for here, and no file is
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: LONGEST_BODY,
  renderLimit: SENDING.stopMs,
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
  engine.registerTag("for", CountedFor);
  engine.registerTag("tablerow", CountedTablerow);
  return engine;
}
