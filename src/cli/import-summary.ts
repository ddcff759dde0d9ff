import type { ImportSummary } from "../imports/index.ts";
import { count } from "./count.ts";

interface ImportFigures {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly rejectsPath: string;
  readonly dryRun: boolean;
}

/** What an import came to, for people: every row is accounted for. */
export function importSummary(summary: ImportSummary, figures: ImportFigures): string {
  const imported = [...summary.imported].map(
    ([type, { touchpoints, rows }]) => `    ${count(rows)} as ${count(touchpoints)} ${type}`,
  );
  const rows = [...summary.imported.values()].reduce((sum, counts) => sum + counts.rows, 0);
  const rejected = reasons(summary.rejected);
  const lines = [
    `${count(summary.rows)} rows read`,
    `  ${count(rows)} ${figures.dryRun ? "would be imported" : "imported"}`,
    ...imported,
    `  ${count(summary.repeated.rows)} imported before`,
    ...(summary.suppressed.rows > 0
      ? [`  ${count(summary.suppressed.rows)} not kept: analytics refused, or do-not-track`]
      : []),
    ...reasons(summary.skipped, "skipped"),
    ...reasons(summary.rejected, "rejected"),
    ...(rejected.length > 0 ? [`  the rejected rows are in ${figures.rejectsPath}`] : []),
    `${figures.seconds.toFixed(1)} seconds, ${Math.round(figures.peakMegabytes)} MB of memory at the peak`,
  ];
  return `${lines.join("\n")}\n`;
}

function reasons(counts: ReadonlyMap<string, number>, what = ""): string[] {
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  const byRows = [...counts].sort(([, left], [, right]) => right - left);
  const shown = byRows.slice(0, 20).map(([reason, rows]) => `    ${count(rows)}: ${reason}`);
  const rest = byRows.length > 20 ? [`    and ${byRows.length - 20} other reasons`] : [];
  return total === 0 ? [] : [`  ${count(total)} ${what}`, ...shown, ...rest];
}
