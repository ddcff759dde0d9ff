import type { TableRow } from "./table.ts";

export interface RowGroup {
  rows: [TableRow, ...TableRow[]];
  /** Where in the file its last row stood. */
  last: number;
}

/**
 * Gathers rows by key. Real files don't keep the rows of an order together (in Online Retail II, tills that work at the
 * same time interleave 697 times, up to 327 rows apart), so a group stays open until `within` rows have passed since its
 * last one. Memory is bounded by the rows of that window; sorting the file first would take a second copy of it.
 */
export class OpenGroups {
  /** In the order of their last rows: a group that gets a row moves to the end. */
  private readonly groups = new Map<string, RowGroup>();
  private readonly within: number;

  constructor(within: number) {
    this.within = within;
  }

  /** Answers how many rows the group now has. */
  add(key: string, row: TableRow, position: number): number {
    const group = this.groups.get(key) ?? { rows: [row], last: position };
    if (this.groups.delete(key)) group.rows.push(row);
    group.last = position;
    this.groups.set(key, group);
    return group.rows.length;
  }

  take(key: string): RowGroup | undefined {
    const group = this.groups.get(key);
    this.groups.delete(key);
    return group;
  }

  /** Takes out the groups that can't grow any more once the row at `position` is reached. */
  *complete(position: number): Generator<RowGroup> {
    for (const [key, group] of this.groups) {
      if (group.last + this.within >= position) return;
      this.groups.delete(key);
      yield group;
    }
  }

  /** At the end of the file. */
  *rest(): Generator<RowGroup> {
    yield* this.groups.values();
    this.groups.clear();
  }
}
