import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { openBackup } from "../database/backup/open-backup.ts";
import { restore } from "../database/backup/restore.ts";
import { copySummary } from "./copy-summary.ts";
import { progressReporter } from "./progress.ts";
import { withDatabase } from "./with-database.ts";

/** A start writes an admin key, SHOP_CURRENCY, empty cut points, jobs that are due and ready-made segments: a database with no more is still empty. */
const FILLED_BY_START = {
  ...{ api_key: "true", shop: "true", rfm_cut_points: "true", job: "true", segment_watch: "true" },
  segment: "version = 1 and key like 'rfm-%'",
};

export async function restoreFrom(file: string): Promise<void> {
  const summary = copySummary();
  const { source, size, label } = await openSource(file);
  const backup = await openBackup(source);
  try {
    const share = () => (size === 0 ? 0 : backup.bytesRead() / size);
    const progress = progressReporter(process.stderr, { label, share });
    const onRows = (rows: number) => progress.update(rows);
    const figures = await withDatabase("restore", ({ dataSource }) =>
      restore(dataSource, backup, { filledByStart: FILLED_BY_START, onRows }),
    );
    progress.stop(figures.rows);
    process.stdout.write(summary(figures));
  } finally {
    backup.close();
  }
}

async function openSource(file: string): Promise<{ source: Readable; size: number; label: string }> {
  if (file === "-") return { source: process.stdin, size: 0, label: "restore" };
  const handle = await open(file);
  const { size } = await handle.stat();
  return { source: handle.createReadStream({ highWaterMark: 1 << 18 }), size, label: basename(file) };
}
