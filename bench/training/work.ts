import { performance } from "node:perf_hooks";
import { cpuUsage } from "node:process";
import { inverse as inverseOfPeer, Matrix } from "ml-matrix";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { fillGram } from "../../src/math/ease.ts";
import { invert } from "../../src/math/inverse/invert.ts";
import { allocateSymmetric, type SymmetricMatrix } from "../../src/math/inverse/symmetric-matrix.ts";
import type { SparseRows } from "../../src/math/sparse-rows.ts";
import type { History } from "../../src/scoring/recommendations/history.ts";
import { collaborative } from "../../src/scoring/recommendations/recommenders/collaborative.ts";
import { codeOf } from "../../src/scoring/recommendations/signals.ts";
import { teamInverse } from "../../src/scoring/recommendations/training/team-inverse.ts";
import { type InThread, runInThread } from "../../src/threads/run-in-thread.ts";
import { makeBaskets, type Sizes } from "./baskets.ts";

const SEED = 20260101;
const RIDGE = 200;

const inThread: InThread = (work) => runInThread(new URL("./thread.js", import.meta.url), work);

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly residual?: number;
}

/** Measures the seconds of the clock and of all of the process's threads, until what it gives is called. */
function startWatch(): () => Measured {
  const start = performance.now();
  const used = cpuUsage();
  return () => {
    const { user, system } = cpuUsage(used);
    return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}

function basketsOf(sizes: Sizes): SparseRows {
  const generator = xoroshiro128plus(SEED);
  return makeBaskets(sizes, () => uniformFloat64(generator));
}

/** The whole training, from the history of who bought what to the weights. */
export async function measureTraining({ sizes, threads }: { sizes: Sizes; threads: number }): Promise<Measured> {
  const history = historyOf(basketsOf(sizes), sizes);
  const team = teamInverse(threads, inThread);
  const stop = startWatch();
  const settings = { ridge: 4, halfLifeDays: Number.POSITIVE_INFINITY };
  collaborative.fit(history, settings, { invert: team.invert, random: unneeded, holdOut: unneeded, chosen: {} });
  await team.settled();
  return stop();
}

const unneeded = (): never => {
  throw new Error("EASE needs neither chance nor held-out time");
};

/** Each pair as a purchase of the same moment. */
function historyOf({ starts, columns }: SparseRows, { products, customers }: Sizes): History {
  const id = (_: unknown, place: number) => ({ id: String(place).padStart(9, "0") });
  return {
    products: Array.from({ length: products }, id),
    customers: Array.from({ length: customers }, id),
    channels: ["WEB"],
    starts,
    product: columns,
    signal: new Uint8Array(columns.length).fill(codeOf("PURCHASE")),
    at: new Float64Array(columns.length),
    price: new Float64Array(columns.length).fill(Number.NaN),
    channel: new Uint8Array(columns.length),
    now: 0,
  };
}

/** The inverse alone, and how far from the identity its product with the matrix is. */
export async function measureInverse({ sizes, threads }: { sizes: Sizes; threads: number }): Promise<Measured> {
  const matrix = gramOf(sizes);
  const original = matrix.values.slice();
  const stop = startWatch();
  const team = teamInverse(threads, inThread);
  team.invert(matrix);
  await team.settled();
  const measured = stop();
  return { ...measured, residual: residualOf(original, matrix) };
}

/** The same matrix inverted by ml-matrix, which is written in plain JavaScript and knows nothing of symmetry. */
export function measurePeer({ sizes }: { sizes: Sizes }): Measured {
  const gram = gramOf(sizes);
  const { n, stride, values } = gram;
  const full = Matrix.zeros(n, n);
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const value = values[row * stride + column] ?? 0;
      full.set(row, column, value).set(column, row, value);
    }
  }
  const stop = startWatch();
  const inverse = inverseOfPeer(full);
  const measured = stop();
  invert(gram);
  if (Math.abs(inverse.get(0, 0) - (values[0] ?? 0)) > 1e-12) throw new Error("The two inverses differ");
  return measured;
}

function gramOf(sizes: Sizes): SymmetricMatrix {
  const matrix = allocateSymmetric(sizes.products);
  fillGram(matrix, basketsOf(sizes), RIDGE);
  return matrix;
}

const CHECKED_ROWS = 64;

/** max |A P - I| over rows that lie evenly in the matrix: all of them would take longer than the inverse. */
function residualOf(lower: Float64Array, { n, stride, values }: SymmetricMatrix): number {
  let worst = 0;
  for (let row = 0; row < n; row += Math.max(1, Math.floor(n / CHECKED_ROWS))) {
    const product = new Float64Array(n);
    for (let k = 0; k < n; k += 1) {
      const factor = lower[k <= row ? row * stride + k : k * stride + row] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < n; j += 1) product[j] = (product[j] ?? 0) + factor * (values[k * stride + j] ?? 0);
    }
    product[row] = (product[row] ?? 0) - 1;
    worst = product.reduce((most, each) => Math.max(most, Math.abs(each)), worst);
  }
  return worst;
}
