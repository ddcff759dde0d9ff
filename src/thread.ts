import { helpInverting } from "./math/inverse/invert.ts";
import type { SymmetricMatrix } from "./math/inverse/symmetric-matrix.ts";
import { performWork, task } from "./threads/perform.ts";

/** What a thread for computing can do, by name. A task that needs many packages imports them when it is asked for. */
await performWork({
  invert: task(({ matrix }: { readonly matrix: SymmetricMatrix }) => helpInverting(matrix)),
});
