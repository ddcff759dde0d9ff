import { createHash } from "node:crypto";
import type { BackupHeader, Batch, BatchLine, EndLine } from "./backup-file.ts";

/** The bytes of a backup, before they are packed. A seal follows each line and each batch, so that a reader takes neither on trust. */
export async function* sealBackup(header: BackupHeader, batches: AsyncIterable<Batch>): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const sealed = (piece: Buffer): Buffer => {
    hash.update(piece);
    const seal = Buffer.from(`${hash.copy().digest("hex")}\n`);
    hash.update(seal);
    return Buffer.concat([piece, seal]);
  };
  const counts: Record<string, number> = Object.fromEntries(header.tables.map(({ name }) => [name, 0]));
  yield sealed(line(header));
  for await (const { table, rows, bytes } of batches) {
    counts[table] = (counts[table] ?? 0) + rows;
    yield sealed(line({ table, rows, bytes: bytes.length } satisfies BatchLine));
    yield sealed(bytes);
  }
  yield sealed(line({ end: counts } satisfies EndLine));
}

const line = (value: object): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
