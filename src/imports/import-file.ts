import type { IncomingTouchpoint, Outcome } from "../touchpoints/index.ts";
import { applyMap } from "./apply-map.ts";
import { checkColumns } from "./check-columns.ts";
import type { ImportMap } from "./import-map.ts";
import type { ImportEvent, Rejection } from "./imported.ts";
import type { RejectsFile } from "./rejects.ts";
import type { Table, TableRow } from "./table.ts";

/** What an import came to; every row is in exactly one of its counts. */
export interface ImportSummary {
  rows: number;
  /** touchpoint type -> touchpoints and the rows they were made of */
  readonly imported: Map<string, { touchpoints: number; rows: number }>;
  /** Rows of touchpoints that an earlier import has stored. */
  readonly repeated: { touchpoints: number; rows: number };
  /** Rows of touchpoints that are not kept, since their person refuses it or is not to be tracked. */
  readonly suppressed: { touchpoints: number; rows: number };
  /** reason -> rows */
  readonly skipped: Map<string, number>;
  readonly rejected: Map<string, number>;
}

export interface ImportParts {
  readonly table: Table;
  readonly map: ImportMap;
  /** Takes a batch in: the ingestion core, or in a dry run its checks alone. */
  readonly record: (batch: readonly IncomingTouchpoint[]) => Promise<readonly Outcome[]>;
  readonly rejects: RejectsFile;
  readonly onRow: (rows: number) => void;
}

type MappedEvent = Extract<ImportEvent, { kind: "touchpoint" }>;

// One transaction holds this much: enough to be fast, little enough to be flat in memory and soon done again.
const BATCH_TOUCHPOINTS = 500;
const BATCH_ROWS = 10_000;

/** Streams a table through its map into the ingestion core; the next batch is read while one is written. */
export async function importFile(parts: ImportParts): Promise<ImportSummary> {
  const { table, map, onRow } = parts;
  if (table.columns !== undefined) checkColumns(map, table.columns);
  const run = new ImportRun(parts);
  const counted = countRows(table.rows, (rows) => {
    run.summary.rows = rows;
    onRow(rows);
  });
  for await (const event of applyMap(map, counted)) await run.take(event);
  return run.finish();
}

async function* countRows(rows: AsyncIterable<TableRow>, counted: (rows: number) => void): AsyncGenerator<TableRow> {
  let number = 0;
  for await (const row of rows) {
    number += 1;
    counted(number);
    yield row;
  }
}

class ImportRun {
  readonly summary: ImportSummary = {
    rows: 0,
    imported: new Map(),
    repeated: { touchpoints: 0, rows: 0 },
    suppressed: { touchpoints: 0, rows: 0 },
    skipped: new Map(),
    rejected: new Map(),
  };
  readonly #parts: ImportParts;
  #batch: MappedEvent[] = [];
  #rows = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  async take(event: ImportEvent): Promise<void> {
    if (event.kind === "skipped") return add(this.summary.skipped, event.reason, 1);
    if (event.kind === "rejected") return this.#reject(event);
    this.#batch.push(event);
    this.#rows += event.rows.length;
    if (this.#batch.length >= BATCH_TOUCHPOINTS || this.#rows >= BATCH_ROWS) await this.#flush();
    return undefined;
  }

  async finish(): Promise<ImportSummary> {
    await this.#flush();
    await this.#writing;
    return this.summary;
  }

  /** Waits for the batch before, then lets this one be written while the next is read. */
  async #flush(): Promise<void> {
    await this.#writing;
    const batch = this.#batch;
    this.#batch = [];
    this.#rows = 0;
    this.#writing = this.#write(batch);
    this.#writing.catch(() => {}); // told by whoever waits for it next
  }

  async #write(batch: readonly MappedEvent[]): Promise<void> {
    if (batch.length === 0) return;
    const outcomes = await this.#parts.record(batch.map(toIncoming));
    for (const [index, { touchpoint, rows }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status === "RECORDED") {
        const counts = this.summary.imported.get(touchpoint.type) ?? { touchpoints: 0, rows: 0 };
        count(counts, rows);
        this.summary.imported.set(touchpoint.type, counts);
      } else if (outcome?.status === "DUPLICATE") count(this.summary.repeated, rows);
      else if (outcome?.status === "SUPPRESSED") count(this.summary.suppressed, rows);
      else await this.#rejectTouchpoint(touchpoint, rows, outcome?.reasons ?? ["had no outcome"]);
    }
  }

  async #rejectTouchpoint(
    { messageId }: MappedEvent["touchpoint"],
    rows: readonly number[],
    reasons: readonly string[],
  ): Promise<void> {
    const reason = reasons.join("; ");
    for (const row of rows) await this.#reject({ kind: "rejected", row, reason, values: { messageId } });
  }

  async #reject(event: Rejection): Promise<void> {
    add(this.summary.rejected, event.reason, 1);
    await this.#parts.rejects.write(event);
  }
}

/** The map has checked the names against the very lists that these types are made of. */
function toIncoming({ touchpoint, customer }: MappedEvent): IncomingTouchpoint {
  return { ...touchpoint, ...(customer === undefined ? {} : { customer }) } as IncomingTouchpoint;
}

function count(counts: { touchpoints: number; rows: number }, rows: readonly number[]): void {
  counts.touchpoints += 1;
  counts.rows += rows.length;
}

function add(counts: Map<string, number>, reason: string, rows: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + rows);
}
