import { Blocks } from "./blocks.ts";
import { type Task, taskAt, taskCount } from "./plan.ts";
import type { SymmetricMatrix } from "./symmetric-matrix.ts";
import { FAULTS, type Fault, Tickets } from "./tickets.ts";

/**
 * The inverse of a symmetric positive definite matrix, in its place, by this thread alone; it needs the lower triangle
 * and gives the whole. Throws where the matrix is not positive definite, or holds what is no number; it is then spoilt.
 *
 * The symmetric sweep in blocks: for each block k on the diagonal A_kk = L Lt (Cholesky), and with
 *     Z_i = -A_ik L^-t for every other block i,  Z_k = -L^-t,
 * row and column k become zero and then A becomes A - Z Zt. After the last block A holds -A^-1. That is Goodnight's sweep
 * operator with the sign of the swept columns changed, so that one rule serves every tile. n^3 operations in all, as many
 * as Cholesky, L^-1 and L^-t L^-1 one after the other, but in equal steps over all of the matrix, which threads can
 * share; the pivots are those of Cholesky's factor. A number is the same sum in the same order whoever computes it.
 * Measured, max |A P - I| is at most some five times that of solving with the Cholesky factor, at any condition up to 1e13.
 * Goodnight 1979, A Tutorial on the SWEEP Operator; for the tiles Goto and van de Geijn 2008.
 */
export function invert(matrix: SymmetricMatrix): void {
  beginInverting(matrix);
  helpInverting(matrix);
}

/** Before threads are told to help: the same matrix may be inverted again and again. */
export function beginInverting(matrix: SymmetricMatrix): void {
  new Tickets(matrix.memory).reset();
}

/**
 * Takes part in inverting a matrix until all of it is done; any number of threads may, from any moment on, and the result
 * has the same bits. Throws in each of them if the matrix is refused.
 */
export function helpInverting(matrix: SymmetricMatrix): void {
  const tickets = new Tickets(matrix.memory);
  try {
    work(new Blocks(matrix), tickets);
  } catch (error) {
    tickets.fail(FAULTS.abandoned, 0); // nobody waits for what this thread had taken
    throw error;
  }
  const { fault, place } = tickets.fault();
  if (fault !== 0) throw new Error(sentenceOf(fault, place, matrix));
}

function work(blocks: Blocks, tickets: Tickets): void {
  const count = taskCount(blocks.count);
  for (let ticket = tickets.take(); ticket < count; ticket = tickets.take()) {
    const task = taskAt(ticket, blocks.count);
    if (!tickets.waitFor(task.first)) return;
    const refused = perform(task, blocks);
    if (refused !== undefined) {
      tickets.fail(refused.fault, refused.place);
      return;
    }
    tickets.finish(task.end);
  }
  tickets.waitFor(count);
}

interface Refused {
  readonly fault: Fault;
  readonly place: number;
}

function perform({ kind, step, row, column }: Task, blocks: Blocks): Refused | undefined {
  if (kind === "begin") return begin(blocks);
  if (kind === "panel") blocks.makePanel(step, row);
  if (kind === "finish") blocks.negateAndMirror(row, column);
  if (kind !== "update") return undefined;
  blocks.update(step, row, column);
  return row === step + 1 && column === row ? factor(blocks, row) : undefined;
}

function begin(blocks: Blocks): Refused | undefined {
  const place = blocks.firstNotFinite();
  if (place !== undefined) return { fault: FAULTS.notFinite, place };
  blocks.pad();
  return factor(blocks, 0);
}

function factor(blocks: Blocks, block: number): Refused | undefined {
  const place = blocks.factorDiagonal(block);
  return place === undefined ? undefined : { fault: FAULTS.notPositive, place };
}

function sentenceOf(fault: number, place: number, { n, stride }: SymmetricMatrix): string {
  if (fault === FAULTS.notFinite) {
    return `Row ${Math.floor(place / stride)}, column ${place % stride} of the matrix is not a finite number (rows and columns count from 0)`;
  }
  if (fault === FAULTS.notPositive) {
    return `The matrix is not positive definite: pivot ${place} of ${n} (counted from 0) is not above zero; a greater ridge on its diagonal makes it so`;
  }
  return "A thread that took part in inverting a matrix has left it undone";
}
