import fc from "fast-check";

/** One of these; deep in an operation as evenly as at its top, where fast-check would come to prefer the first. */
export function anyOf<Value>(
  ...weighted: readonly (fc.Arbitrary<Value> | fc.WeightedArbitrary<Value>)[]
): fc.Arbitrary<Value> {
  return fc.oneof({ depthSize: "max" }, ...weighted);
}
