import { BadValue } from "./bad-value.ts";
import { isEmpty, textOf } from "./cells.ts";
import { holds } from "./condition.ts";
import { FinishedKeys } from "./finished-keys.ts";
import type { ImportMap, TouchpointKind } from "./import-map.ts";
import type { ImportEvent, Rejection } from "./imported.ts";
import { mapTouchpoint, messageIdOf } from "./map-touchpoint.ts";
import { OpenGroups, type RowGroup } from "./open-groups.ts";
import type { TableRow } from "./table.ts";

/** No shop's order has as many lines; a map that groups by a constant column would otherwise hold the whole file. */
export const LARGEST_GROUP = 20_000;

/** Streams events out of rows: each row is part of exactly one touchpoint, or skipped, or rejected. */
export async function* applyMap(map: ImportMap, rows: AsyncIterable<TableRow>): AsyncGenerator<ImportEvent> {
  const assembly = new Assembly(map);
  for await (const row of rows) yield* assembly.take(row);
  yield* assembly.rest();
}

class Assembly {
  private readonly map: ImportMap;
  private readonly kinds: readonly { kind: TouchpointKind; groups: OpenGroups }[];
  private readonly finished = new FinishedKeys();
  /** Rows taken so far: the distance of rows, also where row numbers are lines of a text. */
  private position = 0;

  constructor(map: ImportMap) {
    this.map = map;
    this.kinds = map.kinds.map((kind) => ({ kind, groups: new OpenGroups(kind.group?.within ?? 0) }));
  }

  *take(row: TableRow): Generator<ImportEvent> {
    this.position++;
    for (const { kind, groups } of this.kinds) {
      for (const group of groups.complete(this.position)) yield* this.close(kind, group);
    }
    yield* this.sort(row);
  }

  *rest(): Generator<ImportEvent> {
    for (const { kind, groups } of this.kinds) {
      for (const group of groups.rest()) yield* this.close(kind, group);
    }
  }

  private *sort(row: TableRow): Generator<ImportEvent> {
    if (row.fault !== undefined) return yield rejected(row, row.fault);
    const sorted = this.sorted(row.values);
    if ("skip" in sorted) return yield { kind: "skipped", row: row.number, reason: sorted.skip };
    if ("fault" in sorted) return yield rejected(row, sorted.fault);
    const { kind, groups } = sorted;
    if (kind.group === undefined) return yield* this.single(kind, row);
    const empty = kind.group.columns.find((column) => isEmpty(row.values[column]));
    if (empty !== undefined) return yield rejected(row, `column "${empty}" is empty, but rows are grouped by it`);
    yield* this.gather(kind, kind.group.columns, groups, row);
  }

  private sorted(values: TableRow["values"]): { skip: string } | { fault: string } | (typeof this.kinds)[number] {
    try {
      const skip = this.map.skips.find(({ when }) => holds(when, values));
      if (skip) return { skip: skip.reason };
      const found = this.kinds.find(({ kind }) => kind.when === undefined || holds(kind.when, values));
      return found ?? { skip: "no kind of touchpoint in the map takes this row" };
    } catch (error) {
      if (error instanceof BadValue) return { fault: error.message };
      throw error;
    }
  }

  private *gather(
    kind: TouchpointKind,
    columns: readonly string[],
    groups: OpenGroups,
    row: TableRow,
  ): Generator<ImportEvent> {
    const key = columns.map((column) => textOf(row.values[column]).trim()).join("\u0000");
    if (groups.add(key, row, this.position) < LARGEST_GROUP) return;
    const group = groups.take(key);
    if (group) yield* this.close(kind, group, `more than ${LARGEST_GROUP - 1} rows would make one touchpoint`);
  }

  private *single(kind: TouchpointKind, row: TableRow): Generator<ImportEvent> {
    const mapped = mapTouchpoint(kind, this.map.source.prefix, [row]);
    if ("faults" in mapped) yield* rejectedWith([row], mapped.faults);
    else yield { kind: "touchpoint", rows: [row.number], ...mapped };
  }

  private *close(kind: TouchpointKind, group: RowGroup, refusal?: string): Generator<ImportEvent> {
    const { rows } = group;
    const mapped = mapTouchpoint(kind, this.map.source.prefix, rows);
    const reason = this.repeated(kind, rows[0]) ?? refusal;
    if (reason !== undefined) return yield* rows.map((row) => rejected(row, reason));
    if ("faults" in mapped) return yield* rejectedWith(rows, mapped.faults);
    yield { kind: "touchpoint", rows: rows.map((row) => row.number), ...mapped };
  }

  /**
   * Two touchpoints of one file with one message id: the second would be taken for a retry, and its rows lost. A rejected
   * one counts too, else rows that come late would make half an order.
   */
  private repeated(kind: TouchpointKind, first: TableRow): string | undefined {
    const messageId = messageIdOf(kind, this.map.source.prefix, first);
    if (messageId === undefined || this.finished.add(messageId)) return undefined;
    const apart = `rows more than ${kind.group?.within} apart (raise group.within)`;
    return `touchpoint "${messageId}" is complete already: ${apart}, or another kind with the same messageId`;
  }
}

export function rejected(row: TableRow, reason: string): Rejection {
  return { kind: "rejected", row: row.number, reason, values: row.values };
}

/** Half an order is wrong revenue: what one row lacks, the whole touchpoint lacks. */
function* rejectedWith(rows: readonly TableRow[], faults: ReadonlyMap<TableRow, string>): Generator<ImportEvent> {
  const [culprit] = faults.keys();
  const others = `belongs to one touchpoint with row ${culprit?.number}, which is rejected`;
  for (const row of rows) yield rejected(row, faults.get(row) ?? others);
}
