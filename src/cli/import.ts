import { basename } from "node:path";
import {
  type ImportMap,
  type ImportParts,
  type ImportSummary,
  importFile,
  readTable,
  rejectsFile,
} from "../imports/index.ts";
import { makeIngestion } from "../ingestion.ts";
import { trainAll } from "../models/index.ts";
import { refreshRfm } from "../profiles/index.ts";
import { checkOnly, type IncomingTouchpoint, recordTouchpoints } from "../touchpoints/index.ts";
import { ALL_TRAINED_KINDS } from "../training.ts";
import { importSummary } from "./import-summary.ts";
import { keepSegments } from "./keep-segments.ts";
import { inSentences, readMap } from "./mapped-files.ts";
import { progressReporter } from "./progress.ts";
import { withDatabase } from "./with-database.ts";

export interface ImportOptions {
  readonly map: string;
  readonly dryRun?: boolean;
  readonly rejects?: string;
}

type Record = ImportParts["record"];

export const importTable = (file: string, options: ImportOptions): Promise<void> =>
  inSentences(() => runImport(file, options));

async function runImport(file: string, options: ImportOptions): Promise<void> {
  const map = await readMap(options.map);
  const started = performance.now();
  const rejectsPath = options.rejects ?? `${basename(file)}.rejected.csv`;
  const summary =
    options.dryRun === true
      ? await importRows(file, map, rejectsPath, async (batch) => checkOnly(batch, new Date()))
      : await importInto(file, map, rejectsPath);
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    importSummary(summary, { seconds, peakMegabytes, rejectsPath, dryRun: options.dryRun === true }),
  );
}

function importInto(file: string, map: ImportMap, rejectsPath: string): Promise<ImportSummary> {
  return withDatabase("import", async ({ dataSource }, { shop }) => {
    const ingestion = makeIngestion(dataSource, shop, () => {});
    const record = (batch: readonly IncomingTouchpoint[]) =>
      recordTouchpoints(ingestion, batch, { source: map.source.name, keeping: "for ever", now: new Date() });
    const summary = await importRows(file, map, rejectsPath, record);
    await dataSource.transaction(async (manager) => {
      await manager.query("set local statement_timeout = 0");
      // Autovacuum never looks at a partitioned table as a whole.
      await manager.query(`analyze ${dataSource.entityMetadatas.map(({ tableName }) => tableName).join(", ")}`);
      await refreshRfm(manager, new Date());
    });
    await keepSegments(dataSource);
    await dataSource.transaction((manager) => trainAll(manager, ALL_TRAINED_KINDS, new Date()));
    return summary;
  });
}

async function importRows(file: string, map: ImportMap, rejectsPath: string, record: Record): Promise<ImportSummary> {
  const table = await readTable(file, map.file);
  const progress = progressReporter(process.stderr, { label: basename(file), share: () => table.progress() });
  const rejects = rejectsFile(rejectsPath);
  try {
    const summary = await importFile({ table, map, record, rejects, onRow: (rows) => progress.update(rows) });
    progress.stop(summary.rows);
    return summary;
  } finally {
    await rejects.close();
  }
}
