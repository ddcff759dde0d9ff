import { helpInverting } from "../../src/math/inverse/invert.ts";
import type { SymmetricMatrix } from "../../src/math/inverse/symmetric-matrix.ts";
import { performWork, task } from "../../src/threads/perform.ts";
import { measureInverse, measurePeer, measureTraining } from "./work.ts";

await performWork({
  invert: task(({ matrix }: { readonly matrix: SymmetricMatrix }) => helpInverting(matrix)),
  measureTraining: task(measureTraining),
  measureInverse: task(measureInverse),
  measurePeer: task(measurePeer),
});
