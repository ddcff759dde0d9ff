import { invertedFactor } from "./factor-block.ts";
import { type Kernel, kernelOver } from "./kernel.ts";
import { BLOCK, layoutOf, type SymmetricMatrix, valuesOf } from "./symmetric-matrix.ts";

const BYTES = 8;
/** Rows of a sliver, as the kernel packs them: row r at depth k lies at 4k + r. */
const ROWS = 4;

/** The steps of an inversion, block by block, over the memory of one matrix; each thread has one of its own. */
export class Blocks {
  readonly count: number;
  private readonly kernel: Kernel;
  private readonly layout: ReturnType<typeof layoutOf>;
  private readonly values: Float64Array;
  private readonly factor: Float64Array;
  private readonly packed: Float64Array;
  private readonly panel: Float64Array;
  private readonly n: number;
  private readonly stride: number;

  constructor(matrix: SymmetricMatrix) {
    const { n, memory, stride } = matrix;
    this.n = n;
    this.stride = stride;
    this.count = Math.ceil(stride / BLOCK);
    this.kernel = kernelOver(memory);
    this.layout = layoutOf(stride);
    this.values = valuesOf(matrix);
    const { factor, packed, panel } = this.layout;
    const panelLength = this.count * BLOCK * BLOCK;
    this.factor = new Float64Array(memory.buffer, factor, BLOCK * BLOCK);
    this.packed = new Float64Array(memory.buffer, packed, panelLength);
    this.panel = new Float64Array(memory.buffer, panel, panelLength);
  }

  /** The place of the first number of the lower triangle that is none or infinite. */
  firstNotFinite(): number | undefined {
    for (let row = 0; row < this.n; row += 1) {
      for (let at = row * this.stride; at <= row * this.stride + row; at += 1) {
        if (!Number.isFinite(this.values[at])) return at;
      }
    }
    return undefined;
  }

  /** Rows beyond the matrix are those of the identity: they stay so, and change nothing else. */
  pad(): void {
    for (let row = this.n; row < this.stride; row += 1) {
      this.values.fill(0, row * this.stride, (row + 1) * this.stride);
      this.values[row * this.stride + row] = 1;
    }
  }

  /** Packs L^-1 of a block on the diagonal; answers the row of the matrix whose pivot is not above zero, or undefined. */
  factorDiagonal(block: number): number | undefined {
    const size = this.sizeOf(block);
    const square = new Float64Array(size * size);
    for (let row = 0; row < size; row += 1) {
      const from = this.placeOf(block, block) + row * this.stride;
      square.set(this.values.subarray(from, from + row + 1), row * size);
    }
    const refused = invertedFactor(square, size);
    if (refused !== undefined) return block * BLOCK + refused;
    for (let row = 0; row < size; row += 1) {
      for (let k = 0; k < size; k += 1) this.factor[sliverPlace(row, k, size)] = square[row * size + k] ?? 0;
    }
    return undefined;
  }

  /** Block `row` of the panel of a step: Z = -W L^-t; in the step's own row -L^-t. What it is made of becomes zero. */
  makePanel(step: number, row: number): void {
    const depth = this.sizeOf(step);
    if (row === step) {
      this.transposeFactor(step, depth);
      return;
    }
    const start = row * BLOCK * BLOCK;
    const rows = this.sizeOf(row);
    if (row > step) this.packRows(this.placeOf(row, step), start, rows, depth);
    else this.packColumns(this.placeOf(step, row), start, rows, depth);
    this.panel.fill(0, start, start + rows * depth);
    const { factor, packed, panel } = this.layout;
    this.kernel.multiplyPanel(panel + start * BYTES, packed + start * BYTES, rows, factor, depth);
  }

  /** A tile of A - Z Zt. */
  update(step: number, row: number, column: number): void {
    const { values, panel } = this.layout;
    this.kernel.updateTile(
      values + this.placeOf(row, column) * BYTES,
      this.stride,
      panel + row * BLOCK * BLOCK * BYTES,
      this.sizeOf(row),
      row === step ? ROWS : 0,
      panel + column * BLOCK * BLOCK * BYTES,
      this.sizeOf(column),
      column === step ? ROWS : 0,
      this.sizeOf(step),
      row === column,
    );
  }

  /** A tile with its sign changed, here and on the other side of the diagonal. */
  negateAndMirror(row: number, column: number): void {
    for (let i = row * BLOCK; i < row * BLOCK + this.sizeOf(row); i += 1) {
      const end = Math.min(column * BLOCK + this.sizeOf(column), i + 1);
      for (let j = column * BLOCK; j < end; j += 1) {
        const value = 0 - (this.values[i * this.stride + j] ?? 0); // so that zero has no sign
        this.values[i * this.stride + j] = value;
        this.values[j * this.stride + i] = value;
      }
    }
  }

  private sizeOf(block: number): number {
    return Math.min(BLOCK, this.stride - block * BLOCK);
  }

  private placeOf(row: number, column: number): number {
    return (row * this.stride + column) * BLOCK;
  }

  private transposeFactor(step: number, size: number): void {
    const start = step * BLOCK * BLOCK;
    for (let row = 0; row < size; row += 1) {
      const own = this.placeOf(step, step) + row * this.stride;
      this.values.fill(0, own, own + size);
      for (let k = 0; k < size; k += 1) {
        this.panel[start + sliverPlace(row, k, size)] = -(this.factor[sliverPlace(k, row, size)] ?? 0);
      }
    }
  }

  private packRows(from: number, start: number, rows: number, depth: number): void {
    for (let row = 0; row < rows; row += 1) {
      const own = from + row * this.stride;
      const to = start + sliverPlace(row, 0, depth);
      for (let k = 0; k < depth; k += 1) this.packed[to + k * ROWS] = this.values[own + k] ?? 0;
      this.values.fill(0, own, own + depth);
    }
  }

  private packColumns(from: number, start: number, rows: number, depth: number): void {
    for (let k = 0; k < depth; k += 1) {
      const own = from + k * this.stride;
      for (let row = 0; row < rows; row += 1) {
        this.packed[start + sliverPlace(row, k, depth)] = this.values[own + row] ?? 0;
      }
      this.values.fill(0, own, own + rows);
    }
  }
}

const sliverPlace = (row: number, k: number, depth: number): number =>
  (row - (row % ROWS)) * depth + k * ROWS + (row % ROWS);
