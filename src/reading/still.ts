import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, visit } from "graphql";
import type { Reader } from "./projection.ts";

/** A fragment's field stands in as many places as the fragment is spread. */
const MOST_PLACES = 8;

/**
 * What is worked out of selections in which no variable stands: it is the same for every request of a role, so it is kept by the
 * field's node, for as long as Apollo keeps the parsed document, and by its place in the operation. From the second time on, since
 * what comes once mostly never comes again.
 */
export class OfStillSelections<Value> {
  readonly #kept = new WeakMap<FieldNode, Map<string, Value>>();
  readonly #seen = new WeakSet<FieldNode>();

  get(node: FieldNode, place: string): Value | undefined {
    return this.#kept.get(node)?.get(place);
  }

  keep(node: FieldNode, place: string, value: () => Value): void {
    const places = this.#kept.get(node) ?? new Map<string, Value>();
    if (this.#seen.has(node) && places.size < MOST_PLACES) this.#kept.set(node, places.set(place, value()));
    this.#seen.add(node);
  }
}

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
    get at() {
      differs = true;
      return reader.at;
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
