// AssemblyScript, not TypeScript: `npm run kernel` compiles it into ../kernel-bytes.ts.
//
// A panel is packed in slivers of four rows: number (row r, depth k) of a sliver lies at 4k + r, so that the loop below
// reads both of its factors from the front to the back. Pointers are bytes; lengths, strides and depths count numbers,
// all of them multiples of four.

/**
 * C -= A Bt for four rows and four columns: 8 registers of sums, 6 loads and 16 operations for each depth. Products are
 * summed from the first depth to the last and then subtracted at once, so the bits depend on nothing else.
 */
function subtractProduct(c: usize, rowBytes: usize, a: usize, b: usize, depth: usize): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  for (const end = a + depth * 32; a < end; a += 32, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8);
    c10 = f64x2.add(c10, f64x2.mul(a1, b0));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16);
    c20 = f64x2.add(c20, f64x2.mul(a2, b0));
    c21 = f64x2.add(c21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24);
    c30 = f64x2.add(c30, f64x2.mul(a3, b0));
    c31 = f64x2.add(c31, f64x2.mul(a3, b1));
  }
  subtract(c, c00, c01);
  subtract(c + rowBytes, c10, c11);
  subtract(c + 2 * rowBytes, c20, c21);
  subtract(c + 3 * rowBytes, c30, c31);
}

function subtract(c: usize, left: v128, right: v128): void {
  v128.store(c, f64x2.sub(v128.load(c), left));
  v128.store(c, f64x2.sub(v128.load(c, 16), right), 16);
}

/**
 * C -= A Bt for a tile; of one on the diagonal (`lower`) only what is needed for its lower triangle. Where a panel is
 * upper triangular (row r is zero before depth r) its shift is 4, else 0: each sliver begins so much deeper than the last.
 */
export function updateTile(
  c: usize,
  stride: usize,
  a: usize,
  rows: usize,
  aShift: usize,
  b: usize,
  columns: usize,
  bShift: usize,
  depth: usize,
  lower: bool,
): void {
  const rowBytes = stride * 8;
  const sliver = depth * 32;
  const slivers = columns / 4;
  for (let i: usize = 0; i < rows / 4; i++) {
    const until = lower ? i + 1 : slivers;
    for (let j: usize = 0; j < until; j++) {
      const from = max(i * aShift, j * bShift);
      subtractProduct(
        c + i * 4 * rowBytes + j * 32,
        rowBytes,
        a + i * sliver + from * 32,
        b + j * sliver + from * 32,
        depth - from,
      );
    }
  }
}

/** Z -= W Lt for slivers of a panel, L being lower triangular (row r is zero after depth r) and packed like them. */
export function multiplyPanel(z: usize, w: usize, rows: usize, l: usize, depth: usize): void {
  const sliver = depth * 32;
  for (let i: usize = 0; i < rows / 4; i++) {
    for (let j: usize = 0; j < depth / 4; j++) {
      subtractProduct(z + i * sliver + j * 128, 32, l + j * sliver, w + i * sliver, j * 4 + 4);
    }
  }
}
