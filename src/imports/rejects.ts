import { type FileHandle, open } from "node:fs/promises";
import { plainOf } from "./cells.ts";
import type { Rejection } from "./imported.ts";

export interface RejectsFile {
  write(rejection: Rejection): Promise<void>;
  /** How many rows were written. */
  close(): Promise<number>;
}

/** Enough to write seldom, little enough to lose nothing worth having when the process is killed. */
const BUFFERED = 1 << 16;

/**
 * A CSV of rejected rows. The file is made with the first of them: none means no file. Only its owner may read it, since
 * the rows hold what customers did.
 */
export function rejectsFile(path: string): RejectsFile {
  let file: FileHandle | undefined;
  let buffer = "row,reason,values\r\n";
  let rows = 0;
  async function flush() {
    file ??= await open(path, "w", 0o600);
    await file.appendFile(buffer);
    buffer = "";
  }
  return {
    async write(rejection) {
      rows++;
      buffer += rejectLine(rejection);
      if (file === undefined || buffer.length > BUFFERED) await flush();
    },
    async close() {
      if (rows > 0) await flush();
      await file?.close();
      return rows;
    },
  };
}

export function rejectLine({ row, reason, values }: Rejection): string {
  return `${[String(row), reason, JSON.stringify(plainOf(values))].map(cell).join(",")}\r\n`;
}

/** A spreadsheet runs a cell that begins with = + - @ as a formula, and what is rejected is a stranger's text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
