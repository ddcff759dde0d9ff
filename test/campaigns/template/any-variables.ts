import fc from "fast-check";
import { SAMPLE, type TemplateVariables } from "../../../src/campaigns/template/variables.ts";

const NASTY = [
  "",
  " ",
  "now",
  "<script>",
  `"'&`,
  "{{ 7 | times: 7 }}",
  "{% endif %}",
  "[",
  "a\r\nb",
  "😀",
  "-->",
  "1e309",
  "0",
];
const text = fc.oneof(fc.constantFrom(...NASTY), fc.string(), fc.string({ unit: "binary" }));

/** As the sample has it, each value null, any text, or as it is. */
const like = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value === "number")
    return fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 50 }), fc.double({ min: 0, max: 1_000, noNaN: true }));
  if (typeof value === "string") return fc.oneof(fc.constant(null), text, fc.constant(value));
  if (Array.isArray(value)) return fc.array(like(value[0]), { maxLength: 3 });
  return fc.record(Object.fromEntries(Object.entries(value ?? {}).map(([name, inner]) => [name, like(inner)])), {
    noNullPrototype: true,
  });
};

const key = fc.constantFrom(
  "a",
  "x",
  "size",
  "first",
  "toString",
  "valueOf",
  "toLiquid",
  "then",
  "length",
  "constructor",
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(key, tie("json"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const traits = fc.dictionary(fc.constantFrom("a", "size", "list", "__proto__", "first"), json);

/** Variables of anybody: everything may be null or hostile. */
export const anyVariables: fc.Arbitrary<TemplateVariables> = fc.tuple(like(SAMPLE), traits).map(([made, known]) => {
  const given = made as TemplateVariables; // in its form, and with more nulls than it allows
  return { ...given, customer: { ...given.customer, traits: known } };
});
