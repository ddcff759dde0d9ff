import { below, type MapNode } from "./map-tree.ts";

/** What groups fields; everything else (a value, a condition) is replaced as a whole. */
const SECTIONS = new Set([
  "",
  "identities",
  "order",
  "order.line",
  "customer",
  "customer.address",
  "customer.traits",
  "properties",
]);

/** What a kind of touchpoint says, over what all kinds share; each field keeps the path where it was written. */
export function overlay(shared: MapNode, own: MapNode, place = ""): MapNode {
  if (!(shared.value instanceof Map) || !(own.value instanceof Map) || !SECTIONS.has(place)) return own;
  const merged = new Map<string, MapNode>(shared.value);
  for (const [name, node] of own.value) {
    const covered = merged.get(name);
    merged.set(name, covered === undefined ? node : overlay(covered, node, below(place, name)));
  }
  return { path: own.path, value: merged };
}
