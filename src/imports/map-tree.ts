import { parseDocument } from "yaml";
import { nearest } from "../math/nearest.ts";

/** A place in a map: its path, for messages, and what stands there. */
export interface MapNode {
  path: string;
  value: string | readonly MapNode[] | ReadonlyMap<string, MapNode>;
}

export type MapSection = ReadonlyMap<string, MapNode>;

/**
 * Reads YAML with all scalars as the text that was written (the failsafe schema): the country code NO is not a boolean
 * and the price 1.10 keeps its nought.
 */
export function readTree(yaml: string, faults: string[]): MapNode {
  try {
    const document = parseDocument(yaml, { schema: "failsafe", merge: true, prettyErrors: true });
    faults.push(...document.errors.map((error) => `not YAML: ${error.message.split("\n")[0]}`));
    return nodeOf("", document.errors.length > 0 ? new Map() : document.toJS({ mapAsMap: true }));
  } catch (error) {
    faults.push(`not YAML: ${error instanceof Error ? error.message : String(error)}`);
    return nodeOf("", new Map());
  }
}

function nodeOf(path: string, value: unknown): MapNode {
  if (Array.isArray(value)) return { path, value: value.map((item, index) => nodeOf(`${path}[${index}]`, item)) };
  if (!(value instanceof Map)) return { path, value: value === null || value === undefined ? "" : String(value) };
  const entries = [...value].map(([key, item]): [string, MapNode] => [String(key), nodeOf(below(path, key), item)]);
  return { path, value: new Map(entries) };
}

export function below(path: string, key: unknown): string {
  return path === "" ? String(key) : `${path}.${key}`;
}

/** Reads the tree and collects everything that is wrong in it; what it answers after a fault is never used. */
export class MapReader {
  /** A set, because what is shared by several kinds of touchpoint is read for each of them. */
  readonly faults = new Set<string>();

  fault(path: string, text: string): void {
    this.faults.add(path === "" ? text : `${path}: ${text}`);
  }

  /** The keys of a mapping; unknown ones are faults. */
  section(node: MapNode, known: readonly string[]): MapSection {
    const section = this.mapping(node, `the keys ${known.join(", ")}`);
    for (const [key, child] of section) {
      if (!known.includes(key)) this.fault(child.path, `unknown key; ${suggestion(key, known)}`);
    }
    return section;
  }

  /** A mapping whose keys are the map's own words. */
  mapping(node: MapNode, expected: string): MapSection {
    if (node.value instanceof Map) return node.value;
    this.fault(node.path, `expects ${expected}, not ${shown(node)}`);
    return new Map();
  }

  list(node: MapNode): readonly MapNode[] {
    if (Array.isArray(node.value)) return node.value;
    this.fault(node.path, `expects a list, not ${shown(node)}`);
    return [];
  }

  /** A list, or one item that stands for a list of one. */
  oneOrMore(node: MapNode): readonly MapNode[] {
    return Array.isArray(node.value) ? node.value : [node];
  }

  text(node: MapNode, expected = "a text"): string {
    if (typeof node.value === "string" && node.value !== "") return node.value;
    this.fault(node.path, `expects ${expected}, not ${shown(node)}`);
    return "";
  }

  oneOf<Name extends string>(node: MapNode, names: readonly Name[], fallback: Name): Name {
    const found = names.find((name) => name === node.value);
    if (found !== undefined) return found;
    const text = typeof node.value === "string" ? node.value : "";
    this.fault(node.path, `${shown(node)} is not known; ${suggestion(text, names)}`);
    return fallback;
  }

  flag(node: MapNode): boolean {
    return this.oneOf(node, ["true", "false"], "false") === "true";
  }

  /** What has to be there; where it isn't, an empty place whose own faults are not told. */
  needed(section: MapSection, path: string, key: string, hint: string): MapNode | undefined {
    const node = section.get(key);
    if (node === undefined) this.fault(below(path, key), `is missing; ${hint}`);
    return node;
  }
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? `known: ${known.join(", ")}` : `did you mean "${near}"?`;
}

function shown(node: MapNode): string {
  if (typeof node.value !== "string") return Array.isArray(node.value) ? "a list" : "keys";
  return node.value === "" ? "nothing" : `"${node.value}"`;
}
