import { beginInverting, helpInverting } from "../../../math/inverse/invert.ts";
import type { SymmetricMatrix } from "../../../math/inverse/symmetric-matrix.ts";
import type { InThread } from "../../../threads/run-in-thread.ts";

/**
 * Inverts a matrix with so many threads, the calling one among them; the bits of the result do not depend on how many.
 * It blocks the thread that calls it, so that one is not the server's. The helpers have ended when it is done; an error
 * of the matrix or of a helper is thrown.
 */
export async function invertInTeam(matrix: SymmetricMatrix, threads: number, inThread: InThread): Promise<void> {
  beginInverting(matrix);
  const helpers = Array.from({ length: threads - 1 }, () => inThread({ kind: "invert", matrix }));
  const helped = Promise.allSettled(helpers);
  try {
    helpInverting(matrix);
  } finally {
    await helped;
  }
  await Promise.all(helpers);
}
