import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import {
  type BackupHeader,
  type Batch,
  type BatchLine,
  type EndLine,
  FORMAT,
  FORMAT_VERSION,
  UnreadableBackup,
} from "./backup-file.ts";
import { SealedReader } from "./sealed-reader.ts";

export interface OpenBackup {
  readonly header: BackupHeader;
  /** Each is handed out when it has proved to be as it was written; after the last one so has the whole file. */
  batches(): AsyncGenerator<Batch>;
  /** How much of the file has been read. */
  bytesRead(): number;
  close(): void;
}

/** Reads the header of a backup, or says why that is none. */
export async function openBackup(source: Readable): Promise<OpenBackup> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  // What goes wrong in the source arrives where the unpacked bytes are read.
  pipeline(source, gunzip, () => {});
  const reader = new SealedReader(gunzip);
  try {
    const header = await readHeader(reader);
    return {
      header,
      batches: () => readBatches(reader, header),
      bytesRead: () => gunzip.bytesWritten,
      close: () => gunzip.destroy(),
    };
  } catch (error) {
    gunzip.destroy();
    throw error;
  }
}

async function readHeader(reader: SealedReader): Promise<BackupHeader> {
  const header = await firstLine(reader);
  if (header.formatVersion !== FORMAT_VERSION) {
    throw new UnreadableBackup(
      `the backup was written in another form by Tributary ${header.program}; restore it with that version`,
    );
  }
  await reader.seal();
  return header;
}

/** Anything may stand in the first line of a file that is no backup. */
async function firstLine(reader: SealedReader): Promise<BackupHeader> {
  try {
    const found: unknown = JSON.parse(await reader.line());
    if (isBackupHeader(found)) return found;
  } catch (error) {
    if (!(error instanceof UnreadableBackup) && !(error instanceof SyntaxError)) throw error;
  }
  throw new UnreadableBackup("the file is no backup of Tributary, or its beginning is damaged");
}

/** The rest of the header is under a seal, and so as it was written. */
function isBackupHeader(value: unknown): value is BackupHeader {
  return typeof value === "object" && value !== null && "format" in value && value.format === FORMAT;
}

async function* readBatches(reader: SealedReader, { tables }: BackupHeader): AsyncGenerator<Batch> {
  const counts = new Map(tables.map(({ name }) => [name, 0]));
  for (;;) {
    const line = await batchOrEnd(reader);
    if ("end" in line) {
      await reader.end();
      const missing = tables.find(({ name }) => line.end[name] !== counts.get(name));
      if (missing !== undefined) throw new UnreadableBackup(`the backup lacks rows of ${missing.name}`);
      return;
    }
    const bytes = await reader.take(line.bytes);
    await reader.seal();
    counts.set(line.table, (counts.get(line.table) ?? 0) + line.rows);
    yield { table: line.table, rows: line.rows, bytes };
  }
}

async function batchOrEnd(reader: SealedReader): Promise<BatchLine | EndLine> {
  const line = await reader.line();
  await reader.seal();
  return JSON.parse(line) as BatchLine | EndLine; // what is under a seal is as it was written
}
