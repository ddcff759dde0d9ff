import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { IDENTITY_KINDS } from "../customers/plain.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import {
  applyMap,
  checkColumns,
  type ImportEvent,
  type ImportMap,
  ImportMapFault,
  parseImportMap,
  readTable,
  UnreadableTable,
} from "../imports/index.ts";
import { CHANNELS, TOUCHPOINT_TYPES } from "../touchpoints/plain.ts";
import { count } from "./count.ts";
import { progressReporter } from "./progress.ts";

/** What became of the rows of a file. */
export interface MappedRows {
  readonly read: number;
  readonly mapped: number;
  readonly skipped: number;
  readonly rejected: number;
}

export type TouchpointEvent = Extract<ImportEvent, { kind: "touchpoint" }>;

/** Does what reads files; what is wrong with a map or a table becomes a sentence without a stack. */
export async function inSentences<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ImportMapFault || error instanceof UnreadableTable) throw new StartRefusal(error.message);
    throw error;
  }
}

export async function readMap(file: string): Promise<ImportMap> {
  return parseImportMap(await readFile(file, "utf8"), file, {
    channels: Object.keys(CHANNELS),
    types: Object.keys(TOUCHPOINT_TYPES),
    identityKinds: Object.keys(IDENTITY_KINDS),
  });
}

/** Streams a file's touchpoints by a map; shows on standard error how far it is, and what was left out. */
export async function eachTouchpoint(
  file: string,
  map: ImportMap,
  take: (event: TouchpointEvent, left: LeftOut) => void,
): Promise<MappedRows> {
  const table = await readTable(file, map.file);
  if (table.columns !== undefined) checkColumns(map, table.columns);
  const left = new LeftOut(file);
  let mapped = 0;
  const progress = progressReporter(process.stderr, { label: basename(file), share: () => table.progress() });
  for await (const event of applyMap(map, table.rows)) {
    if (event.kind === "touchpoint") {
      mapped += event.rows.length;
      take(event, left);
    } else left.add(event);
    progress.update(mapped + left.skipped + left.rejected);
  }
  const { skipped, rejected } = left;
  const read = mapped + skipped + rejected;
  progress.stop(read);
  left.tell();
  return { read, mapped, skipped, rejected };
}

/** A section that an option needs. */
export function sectionOf<Section>(section: Section | undefined, name: string, file: string): Section {
  if (section !== undefined) return section;
  throw new StartRefusal(`the map has no section ${name}, which would say what the columns of ${file} are`);
}

/** The rows of a table of facts, whose columns are those of the section. */
export async function rowsOf(file: string, section: NonNullable<ImportMap["products"] | ImportMap["customers"]>) {
  const table = await readTable(file, section.file);
  if (table.columns !== undefined) checkColumns(section, table.columns);
  return table.rows;
}

const REASONS_TOLD = 10;
/** The cell's own value, which would make as many reasons as there are rows. */
const CELL = /: "[^"]*" is/;

/** Counts what is left out of a file, by reason. */
export class LeftOut {
  skipped = 0;
  rejected = 0;
  readonly #file: string;
  readonly #reasons = new Map<string, number>();

  constructor(file: string) {
    this.#file = basename(file);
  }

  add({ kind, reason }: { readonly kind: "skipped" | "rejected"; readonly reason: string }): void {
    if (kind === "skipped") this.skipped += 1;
    else this.rejected += 1;
    this.note(`${kind}: ${reason.replace(CELL, ': "..." is')}`);
  }

  /** A part of a row that counts as read all the same. */
  note(reason: string): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  tell(): void {
    const byRows = [...this.#reasons].sort(([, left], [, right]) => right - left);
    const lines = byRows.slice(0, REASONS_TOLD).map(([reason, rows]) => `  ${count(rows)} ${reason}\n`);
    if (byRows.length > REASONS_TOLD) lines.push(`  and ${count(byRows.length - REASONS_TOLD)} other reasons\n`);
    if (lines.length > 0) process.stderr.write(`left out of ${this.#file}:\n${lines.join("")}`);
  }
}
