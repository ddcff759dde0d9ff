import { StartRefusal } from "../start-refusal.ts";

interface Referring {
  readonly name: string;
  readonly refersTo: readonly string[];
}

/** What others refer to comes first, so that every row finds what its foreign keys name. */
export function inLoadOrder<Table extends Referring>(tables: readonly Table[]): Table[] {
  const ordered: Table[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const ready = waiting.filter(({ refersTo }) => !refersTo.some((name) => names.has(name)));
    if (ready.length === 0) {
      throw new StartRefusal(
        `no backup can be made: ${[...names].join(", ")} refer to one another in a circle, so that none can be restored first`,
      );
    }
    ordered.push(...ready);
    waiting = waiting.filter((table) => !ready.includes(table));
  }
  return ordered;
}
