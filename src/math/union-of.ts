/** What is in any of these sorted lists, sorted and once each; a list itself where there is no other. */
export function unionOf(lists: readonly (readonly string[])[]): readonly string[] {
  const [first, ...others] = new Set(lists);
  if (first === undefined) return [];
  return others.length === 0 ? first : [...new Set([first, ...others].flat())].sort();
}
