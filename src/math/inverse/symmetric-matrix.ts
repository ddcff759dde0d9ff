/** Rows and columns of the blocks in which a matrix is inverted: two of them fit a core's cache of 256 kB. */
export const BLOCK = 128;

/** The kernel knows no edges: it goes by four rows and four columns. */
const STEP = 4;
const CONTROL_BYTES = 64;
const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;

/**
 * A symmetric matrix in memory that threads share, row by row, `stride` numbers a row; its lower triangle is what is
 * read. Plain data: it may be sent to a thread, whose view of the values is `valuesOf(matrix)`.
 */
export interface SymmetricMatrix {
  readonly n: number;
  readonly stride: number;
  readonly memory: WebAssembly.Memory;
  readonly values: Float64Array;
}

/** Where in the memory everything lies, in bytes, from the front to the back. */
interface Layout {
  readonly control: number;
  readonly values: number;
  readonly factor: number;
  readonly packed: number;
  readonly panel: number;
  readonly end: number;
}

const stepsUp = (length: number, step: number): number => Math.ceil(length / step) * step;

/** The bytes of a matrix and of what inverting it needs beside it: a factor of one block and two panels of a block's width. */
export function layoutOf(stride: number): Layout {
  const values = CONTROL_BYTES;
  const factor = values + stride * stride * 8;
  const packed = factor + BLOCK * BLOCK * 8;
  const panel = packed + stepsUp(stride, BLOCK) * BLOCK * 8;
  return { control: 0, values, factor, packed, panel, end: panel + stepsUp(stride, BLOCK) * BLOCK * 8 };
}

/** A matrix of zeros: 8 n^2 bytes and some 2 kB a row beside. At most 4 GiB, which is n = 22,900. */
export function allocateSymmetric(n: number): SymmetricMatrix {
  if (!Number.isInteger(n) || n < 1) throw new Error(`A matrix has a whole number of rows, at least 1, not ${n}`);
  const stride = stepsUp(n, STEP);
  const pages = Math.ceil(layoutOf(stride).end / PAGE_BYTES);
  if (pages > MOST_PAGES) throw new Error(`A matrix of ${n} rows does not fit the 4 GiB that it may take`);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return { n, stride, memory, values: viewOf(memory, stride) };
}

const viewOf = (memory: WebAssembly.Memory, stride: number): Float64Array =>
  new Float64Array(memory.buffer, layoutOf(stride).values, stride * stride);

/** The values of a matrix that has come from another thread. */
export const valuesOf = ({ memory, stride }: SymmetricMatrix): Float64Array => viewOf(memory, stride);
