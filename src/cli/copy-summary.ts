import type { BackupFigures } from "../database/backup/back-up.ts";
import { count } from "./count.ts";

/** Starts the clock; what it gives tells what a backup or restore came to, in a line. */
export function copySummary(): (figures: BackupFigures) => string {
  const started = performance.now();
  return ({ tables, rows, bytes }) => {
    const seconds = (performance.now() - started) / 1000;
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    return `${tables} tables, ${count(rows)} rows, ${count(bytes)} bytes; ${seconds.toFixed(1)} seconds, ${peakMegabytes} MB of memory at the peak\n`;
  };
}
