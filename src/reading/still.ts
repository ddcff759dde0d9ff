import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, visit } from "graphql";
import { flattened, type Sql } from "../database/sql.ts";
import type { Reader } from "./projection.ts";

/** What a field's selection became, and how many names of rows had been given by then. */
export interface Written {
  readonly sql: Sql;
  readonly aliases: number;
}

/** A page has a dozen; each is some kilobytes of text. */
const MOST = 2_000;

/**
 * The SQL of selections in which no variable stands: it is the same for every request of the role, so it is written once for as
 * long as the document comes again. By its place in the statement, since rows are named there.
 */
class StillSelections {
  /** By the field's node, which lives as long as Apollo keeps the parsed document; the longest unused first. */
  readonly #written = new Map<FieldNode, Map<string, Written>>();

  get(node: FieldNode, place: string): Written | undefined {
    const places = this.#written.get(node);
    if (places === undefined) return undefined;
    this.#written.delete(node);
    this.#written.set(node, places);
    return places.get(place);
  }

  keep(node: FieldNode, place: string, { sql, aliases }: Written): void {
    const places = this.#written.get(node) ?? new Map<string, Written>();
    if (places.size >= MOST_PLACES) return;
    this.#written.set(node, places.set(place, { sql: flattened(sql), aliases }));
    const [longestUnused] = this.#written.keys();
    if (this.#written.size > MOST && longestUnused !== undefined) this.#written.delete(longestUnused);
  }
}

/** A fragment's field stands in as many places as the fragment is spread; more than a few are a shape of a kind. */
const MOST_PLACES = 8;

export const stillSelections = new StillSelections();

const still = new WeakMap<FieldNode, boolean>();

/** Whether neither the field nor anything below it has to do with a variable. */
export function isStill(node: FieldNode, fragments: Readonly<Record<string, FragmentDefinitionNode>>): boolean {
  const known = still.get(node);
  if (known !== undefined) return known;
  const found = node.selectionSet !== undefined && !namesVariable(node, fragments, new Set());
  still.set(node, found);
  return found;
}

function namesVariable(
  node: FieldNode | SelectionSetNode | FragmentDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  seen: Set<string>,
): boolean {
  let found = false;
  visit(node, {
    [Kind.VARIABLE]: () => {
      found = true;
    },
    [Kind.FRAGMENT_SPREAD]: ({ name: { value: name } }) => {
      const fragment = fragments[name];
      if (fragment === undefined || seen.has(name)) return;
      seen.add(name);
      found ||= namesVariable(fragment, fragments, seen);
    },
  });
  return found;
}

/** A reader who tells whether anything was asked that differs from one request of a role to the next. */
export function watched(reader: Reader): { readonly reader: Reader; differs(): boolean } {
  let differs = false;
  const { role } = reader.viewer;
  const told: Reader = {
    shop: reader.shop,
    spread: reader.spread,
    get now() {
      differs = true;
      return reader.now;
    },
    viewer: {
      role,
      get name() {
        differs = true;
        return reader.viewer.name;
      },
    },
  };
  return { reader: told, differs: () => differs };
}
