import { LiquidError, type Template, Tokenizer, type TopLevelToken, TypeGuards } from "liquidjs";
import { lenientEngine, TAGS } from "./engine.ts";
import { noSuch } from "./follow-filter.ts";
import { LONGEST_BODY } from "./limits.ts";
import type { PlacedFault } from "./reading.ts";

/** A template as Liquid's parser takes it apart, or what is wrong with its syntax. */
export type Parsed =
  | { readonly templates: readonly Template[]; readonly tokens: readonly TopLevelToken[] }
  | { readonly faults: readonly PlacedFault[] };

/** Every tag that there is none of is told; of other faults the first, since what follows one may be read wrongly. */
export function parseTemplate(source: string): Parsed {
  try {
    const tokens = new Tokenizer(source).readTopLevelTokens(lenientEngine.options);
    const faults = unknownTags(tokens);
    return faults.length > 0 ? { faults } : { templates: lenientEngine.parse(source), tokens };
  } catch (error) {
    if (error instanceof RangeError) return { faults: [{ at: 0, message: TOO_DEEP }] };
    if (!LiquidError.is(error)) throw error;
    if (error.originalError instanceof RangeError) return { faults: [{ at: error.token.begin, message: TOO_DEEP }] };
    return { faults: [{ at: error.token.begin, message: inWords(error.message) }] };
  }
}

/** The stack of the program has an end. */
export const TOO_DEEP = "tags or brackets are nested too deeply";

function unknownTags(tokens: readonly TopLevelToken[]): PlacedFault[] {
  const faults: PlacedFault[] = [];
  let isComment = false;
  for (const token of tokens) {
    if (!TypeGuards.isTagToken(token)) continue;
    if (token.name === "comment" || token.name === "endcomment") isComment = token.name === "comment";
    else if (!isComment && !ALL_TAGS.has(token.name)) {
      faults.push({ at: token.begin, message: noSuch("tag", token.name, TAGS) });
    }
  }
  return faults;
}

const BLOCKS = ["capture", "case", "comment", "for", "if", "raw", "tablerow", "unless"];
/** Those too that are parts of others. */
const ALL_TAGS: ReadonlySet<string> = new Set([...TAGS, "else", "elsif", "when", ...BLOCKS.map((tag) => `end${tag}`)]);

/** What Liquid's parser says, and what would be right where it can be told. */
function inWords(message: string): string {
  const said = message.replace(/, line:\d+, col:\d+$/, "");
  const [, stray] = /^tag "(.+)" not found$/.exec(said) ?? [];
  if (stray !== undefined && ALL_TAGS.has(stray)) return `{% ${stray} %} has no beginning`;
  if (stray !== undefined) return noSuch("tag", stray, TAGS);
  const [, block] = /^(?:tag|raw) "?\{%-?\s*(\w+)[\s\S]* not closed$/.exec(said) ?? [];
  if (/^tag ".* not closed$/s.test(said)) return "{% has no %}";
  if (block !== undefined) return `{% ${block} %} has no {% end${block} %}`;
  if (/^output .* not closed$/s.test(said)) return "{{ has no }}";
  if (said === 'expected "|" before filter') return MISSING_BAR;
  if (said === 'expected ":" after filter name') return AFTER_FILTER;
  if (said.startsWith("parse length limit")) return `it has more than ${LONGEST_BODY} characters`;
  return said;
}

const MISSING_BAR =
  'there is something after a value that is neither a filter, such as | default: "there", nor a comparison by ==, !=, <, >, <=, >= or contains';

const AFTER_FILTER =
  "after a filter stands a colon with its arguments, or another filter; what is to be compared is assigned a name before";
