/** A Parquet file of one row group, plain and uncompressed, so that tests need neither a binary nor a writer library. */

export interface ParquetColumn {
  name: string;
  /** Physical type: 1 INT32, 2 INT64, 4 FLOAT, 5 DOUBLE, 6 BYTE_ARRAY. */
  type: 1 | 2 | 4 | 5 | 6;
  cells: readonly Buffer[];
  /** Fields of its schema element beside name and type: converted type, scale, precision, logical type. */
  extra?: readonly Field[];
}

type Field = readonly [id: number, type: number, bytes: Buffer];

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];

export function parquetFile(columns: readonly ParquetColumn[]): Buffer {
  const rows = columns[0]?.cells.length ?? 0;
  const parts: Buffer[] = [Buffer.from("PAR1")];
  const chunks = columns.map(({ name, type, cells }) => {
    const offset = Buffer.concat(parts).length;
    const page = pageOf(cells);
    parts.push(page);
    const meta = struct([
      int(1, type),
      [2, LIST, list(I32, [varint(0)])],
      [3, LIST, list(BINARY, [binary(name)])],
      int(4, 0),
      long(5, rows),
      long(6, page.length),
      long(7, page.length),
      long(9, offset),
    ]);
    return struct([long(2, offset), [3, STRUCT, meta]]);
  });
  const group = struct([[1, LIST, list(STRUCT, chunks)], long(2, 0), long(3, rows)]);
  const root = struct([[4, BINARY, binary("schema")], int(5, columns.length)]);
  const leaves = columns.map(({ name, type, extra = [] }) =>
    struct([int(1, type), int(3, 0), [4, BINARY, binary(name)], ...extra]),
  );
  const schema = list(STRUCT, [root, ...leaves]);
  const footer = struct([int(1, 1), [2, LIST, schema], long(3, rows), [4, LIST, list(STRUCT, [group])]]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from("PAR1")]);
}

function pageOf(cells: readonly Buffer[]): Buffer {
  const data = Buffer.concat(cells);
  const header = struct([int(1, cells.length), int(2, 0), int(3, 3), int(4, 3)]);
  return Buffer.concat([struct([int(1, 0), int(2, data.length), int(3, data.length), [5, STRUCT, header]]), data]);
}

/** Thrift's compact protocol: a field is its distance from the one before, its type, its bytes; 0 ends a struct. */
export function struct(fields: readonly Field[]): Buffer {
  let last = 0;
  const parts = fields.map(([id, type, bytes]) => {
    const head = Buffer.from([((id - last) << 4) | type]);
    last = id;
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

export const int = (id: number, value: number): Field => [id, I32, varint(value)];
const long = (id: number, value: number): Field => [id, I64, varint(value)];

function list(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([(items.length << 4) | type]), ...items]);
}

/** Zigzag, then seven bits a byte. */
function varint(value: number): Buffer {
  return unsigned(value * 2);
}

function unsigned(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}

function binary(text: string): Buffer {
  return Buffer.concat([unsigned(Buffer.byteLength(text)), Buffer.from(text)]);
}
