import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTable } from "../../src/imports/index.ts";
import { int, type ParquetColumn, parquetFile, struct } from "./parquet-file.ts";

function cells(bytes: number, write: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(bytes);
  write(buffer);
  return buffer;
}

const text = (value: string) => Buffer.concat([cells(4, (b) => b.writeUInt32LE(value.length)), Buffer.from(value)]);
const DECIMAL = 5;
const TIMESTAMP_MILLIS = 9;
/** Logical type 8, TIMESTAMP; the boolean of its field 1 is 1 (true, an instant) or 2 (false, a wall clock). */
const timestamp = (instant: 1 | 2) =>
  [
    10,
    12,
    struct([
      [
        8,
        12,
        struct([
          [1, instant, Buffer.alloc(0)],
          [2, 12, struct([[1, 12, struct([])]])],
        ]),
      ],
    ]),
  ] as const;

const noon = Date.UTC(2010, 6, 1, 12);
const columns: ParquetColumn[] = [
  { name: "sku", type: 6, cells: [text("cup"), text("tea")], extra: [int(6, 0)] },
  { name: "count", type: 2, cells: [3n, -1n].map((n) => cells(8, (b) => b.writeBigInt64LE(n))) },
  { name: "price", type: 5, cells: [2.1, 0.5].map((n) => cells(8, (b) => b.writeDoubleLE(n))) },
  { name: "float", type: 4, cells: [2.1, 0.3].map((n) => cells(4, (b) => b.writeFloatLE(n))) },
  {
    name: "exact",
    type: 1,
    cells: [3, -1999].map((n) => cells(4, (b) => b.writeInt32LE(n))),
    extra: [int(6, DECIMAL), int(7, 1), int(8, 9)],
  },
  { name: "instant", type: 2, cells: stamps(), extra: [int(6, TIMESTAMP_MILLIS), timestamp(1)] },
  { name: "clock", type: 2, cells: stamps(), extra: [int(6, TIMESTAMP_MILLIS), timestamp(2)] },
];

function stamps(): Buffer[] {
  return [noon, noon].map((n) => cells(8, (b) => b.writeBigInt64LE(BigInt(n))));
}

test("a Parquet file is read with exact decimals, shortest floats and wall clocks without an offset", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "parquet-")), "t.parquet");
  await writeFile(file, parquetFile(columns));

  const table = await readTable(file);
  const rows = [];
  for await (const row of table.rows) rows.push(row);

  const times = { instant: new Date(noon), clock: "2010-07-01T12:00:00.000" };
  expect(rows).toEqual([
    { number: 1, values: { sku: "cup", count: 3n, price: 2.1, float: 2.1, exact: "0.3", ...times } },
    { number: 2, values: { sku: "tea", count: -1n, price: 0.5, float: 0.3, exact: "-199.9", ...times } },
  ]);
  expect([table.total, table.progress(), table.columns?.length]).toEqual([2, 1, 7]);
});
