import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  ExperimentFault,
  type ExperimentMap,
  evaluateExperiment,
  type GatheredArms,
  gatherArms,
  LIFT_IN_WORDS,
  type LiftReport,
  parseExperimentMap,
} from "../campaigns/plain.ts";
import { StartRefusal } from "../database/start-refusal.ts";
import { checkColumns, readTable } from "../imports/index.ts";
import { liftTable } from "./lift-table.ts";
import { inSentences, LeftOut } from "./mapped-files.ts";
import { refuseUnreadable, refuseUnwritable } from "./paths.ts";
import { progressReporter } from "./progress.ts";

export interface LiftOptions {
  readonly data: string;
  readonly map: string;
  readonly json?: string;
}

export async function evaluateLift({ data, map, json }: LiftOptions): Promise<void> {
  if (json !== undefined) await refuseUnwritable("--json", json);
  const report = await measured(data, map);
  process.stdout.write(liftTable(report));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, undefined, 2)}\n`);
}

async function measured(data: string, mapFile: string): Promise<LiftReport> {
  const started = performance.now();
  await refuseUnreadable("--data", data);
  await refuseUnreadable("--map", mapFile);
  const map = await inSentences(async () => parseExperimentMap(await readFile(mapFile, "utf8"), mapFile));
  try {
    const gathered = await inSentences(() => armsIn(data, map));
    const results = evaluateExperiment(map, gathered);
    return {
      kind: "lift",
      protocol: LIFT_IN_WORDS,
      rows: gathered.rows,
      rejected: gathered.rejected,
      seconds: (performance.now() - started) / 1000,
      peakMemoryMb: process.resourceUsage().maxRSS / 1024,
      files: { data: basename(data), map: basename(mapFile) },
      results,
    };
  } catch (error) {
    if (error instanceof ExperimentFault) throw new StartRefusal(`--data ${data}: ${error.message}`);
    throw error;
  }
}

/** Shows on standard error how far it is, and what was left out. */
async function armsIn(file: string, map: ExperimentMap): Promise<GatheredArms> {
  const table = await readTable(file, map.file);
  if (table.columns !== undefined) checkColumns(map, table.columns);
  const left = new LeftOut(file);
  const progress = progressReporter(process.stderr, { label: basename(file), share: () => table.progress() });
  const gathered = await gatherArms(
    map,
    table.rows,
    ({ kind, reason }) => (kind === "empty" ? left.note(reason) : left.add({ kind, reason })),
    (rows) => progress.update(rows),
  );
  progress.stop(gathered.rows);
  left.tell();
  return gathered;
}
