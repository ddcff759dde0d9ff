/** What a filter is given, how many arguments it takes, and what comes out of it. */
export interface FilterRule {
  readonly takes: "single" | "list" | "either";
  /** same: the list that came in; item: one of its things; fields: a list of one field of each; texts, groups: a new list. */
  readonly gives: "single" | "same" | "item" | "fields" | "texts" | "groups";
  readonly least: number;
  readonly most: number;
  /** Whether the first argument is the name of a field of what is in the list. */
  readonly byField: boolean;
}

type Rows = Readonly<Record<string, readonly [least: number, most: number]>>;

const rules = (
  takes: FilterRule["takes"],
  gives: FilterRule["gives"],
  rows: Rows,
  byField = false,
): [string, FilterRule][] =>
  Object.entries(rows).map(([name, [least, most]]) => [name, { takes, gives, least, most, byField }]);

/**
 * The filters that there are. Liquid has others: what draws by chance, reads the clock, fails on what customers are
 * called, or takes a piece of Liquid as text, whose variables nobody can check, is left out.
 */
export const FILTERS: ReadonlyMap<string, FilterRule> = new Map([
  ...rules("either", "same", { default: [1, 2], raw: [0, 0] }),
  ...rules("single", "single", {
    abs: [0, 0],
    append: [1, 1],
    at_least: [1, 1],
    at_most: [1, 1],
    capitalize: [0, 0],
    ceil: [0, 0],
    date: [0, 2],
    date_to_long_string: [0, 2],
    date_to_rfc822: [0, 0],
    date_to_string: [0, 2],
    date_to_xmlschema: [0, 0],
    divided_by: [1, 2],
    downcase: [0, 0],
    escape: [0, 0],
    floor: [0, 0],
    lstrip: [0, 1],
    minus: [1, 1],
    modulo: [1, 1],
    newline_to_br: [0, 0],
    normalize_whitespace: [0, 0],
    number_of_words: [0, 1],
    plus: [1, 1],
    prepend: [1, 1],
    remove: [1, 1],
    remove_first: [1, 1],
    remove_last: [1, 1],
    replace: [2, 2],
    replace_first: [2, 2],
    replace_last: [2, 2],
    round: [0, 1],
    rstrip: [0, 1],
    slugify: [0, 2],
    squish: [0, 0],
    strip: [0, 1],
    strip_html: [0, 0],
    strip_newlines: [0, 0],
    times: [1, 1],
    to_integer: [0, 0],
    truncate: [0, 2],
    truncatewords: [0, 2],
    upcase: [0, 0],
    url_encode: [0, 0],
  }),
  ...rules("single", "texts", { split: [1, 1] }),
  ...rules("either", "single", { size: [0, 0] }),
  ...rules("either", "same", { slice: [1, 2] }),
  ...rules("either", "item", { first: [0, 0], last: [0, 0] }),
  ...rules("list", "single", { array_to_sentence_string: [0, 1], join: [0, 1] }),
  ...rules("list", "same", {
    compact: [0, 0],
    concat: [1, 1],
    pop: [0, 0],
    push: [1, 1],
    reverse: [0, 0],
    shift: [0, 0],
    uniq: [0, 0],
    unshift: [1, 1],
  }),
  ...rules("list", "same", { reject: [1, 2], sort: [0, 1], sort_natural: [0, 1], where: [1, 2] }, true),
  ...rules("list", "item", { find: [1, 2] }, true),
  ...rules("list", "single", { find_index: [1, 2], has: [1, 2], sum: [0, 1] }, true),
  ...rules("list", "fields", { map: [1, 1] }, true),
  ...rules("list", "groups", { group_by: [1, 1] }, true),
]);

/** Why a filter or a tag of Liquid is not there. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ["sample", "chooses by chance, and a message must be the same whenever it is made"],
  ...["block", "include", "layout", "render"].map(
    (tag) => [tag, "reads files; write here what it would read"] as const,
  ),
]);
