import type { Things } from "./things.ts";

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface List<Row> {
  /** The order's name. */
  readonly order: string;
  /** Every row of the table, in this order: a cursor may be of one that the list does not have. */
  readonly all: readonly Row[];
  readonly has: (row: Row) => boolean;
  readonly id: (row: Row) => string;
  readonly show: (row: Row) => object;
}

/** A page, by slicing the list. */
export function pageOf<Row>({ order, all, has, id, show }: List<Row>, args: PageArgs, { cursors }: Things): object {
  const backwards = args.last !== undefined && args.last !== null;
  const cursor = (backwards ? args.before : args.after) ?? undefined;
  const at = cursor === undefined ? undefined : all.findIndex((row) => id(row) === cursors.idAt(order, cursor));
  if (at === -1) throw new Error(`no row is at ${cursor}`);
  const list = all.filter(has);
  const left =
    at === undefined ? list : list.filter((row) => (backwards ? all.indexOf(row) < at : all.indexOf(row) > at));
  const size = args.last ?? args.first ?? 20;
  const rows = backwards ? left.slice(Math.max(0, left.length - size)) : left.slice(0, size);
  const more = left.length > rows.length;
  const passed = left.length < list.length;
  const cursorOf = (row: Row | undefined): string | null => (row === undefined ? null : cursors.of(order, id(row)));
  return {
    totalCount: list.length,
    nodes: () => rows.map(show),
    edges: () => rows.map((row) => ({ node: show(row), cursor: cursorOf(row) })),
    pageInfo: {
      hasNextPage: backwards ? passed : more,
      hasPreviousPage: backwards ? more : passed,
      startCursor: () => cursorOf(rows[0]),
      endCursor: () => cursorOf(rows.at(-1)),
    },
  };
}

/** The latest first; those of one moment by id, backwards too. */
export function latestFirst<Row extends { readonly id: string }>(rows: readonly Row[], at: (row: Row) => Date): Row[] {
  return rows.toSorted((left, right) => at(right).getTime() - at(left).getTime() || (left.id < right.id ? 1 : -1));
}
