import { beginInverting, helpInverting } from "../../../math/inverse/invert.ts";
import type { SymmetricMatrix } from "../../../math/inverse/symmetric-matrix.ts";
import type { InThread } from "../../../threads/run-in-thread.ts";

/** A thread takes a tenth of a second to come and go: smaller matrices are inverted as fast without it. */
const WORTH_A_TEAM = 1_300;

export interface TeamInverse {
  /** Puts a matrix's inverse in its place; its bits do not depend on how many threads help. It blocks the thread that calls it. */
  readonly invert: (matrix: SymmetricMatrix) => void;
  /** When every helper has ended; rejects with the error of one that failed. */
  readonly settled: () => Promise<void>;
}

/** Inverts with so many threads, the calling one among them, which therefore is not the server's. */
export function teamInverse(threads: number, inThread: InThread, worthATeam = WORTH_A_TEAM): TeamInverse {
  const helpers: Promise<void>[] = [];
  return {
    invert(matrix) {
      beginInverting(matrix);
      for (let helper = 1; helper < threads && matrix.n >= worthATeam; helper++) {
        const helping = inThread<void>({ kind: "invert", matrix });
        helping.catch(() => {}); // told by settled
        helpers.push(helping);
      }
      helpInverting(matrix);
    },
    async settled() {
      await Promise.all(helpers);
    },
  };
}
