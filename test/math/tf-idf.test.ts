import { expect, test } from "vitest";
import { entriesOf } from "../../src/math/sparse-rows.ts";
import { tfIdf } from "../../src/math/tf-idf.ts";
import { wordCounts } from "../../src/math/words.ts";

const valuesOf = (texts: readonly string[], document: number, maximumShare?: number): Record<string, number> => {
  const { terms, rows } = tfIdf(texts.map(wordCounts), maximumShare);
  return Object.fromEntries(entriesOf(rows, document).map(([column, value]) => [terms[column], value]));
};

test("a rare term counts more than a common one", () => {
  const values = valuesOf(["red mug", "mug"], 0);

  // n = 2; idf(mug) = ln(3/3) + 1 = 1; idf(red) = ln(3/2) + 1 = 1.405465; length = sqrt(1 + 1.975332) = 1.724915
  expect(values["mug"]).toBeCloseTo(0.579739, 6);
  expect(values["red"]).toBeCloseTo(0.814802, 6);
});

test("a term that stands twice counts more than once, but not twice", () => {
  const values = valuesOf(["mug red mug", "mug"], 0);

  // mug: (1 + ln 2) * 1 = 1.693147; red: 1 * 1.405465; length = sqrt(2.866747 + 1.975332) = 2.200473
  expect(values["mug"]).toBeCloseTo(0.769447, 6);
  expect(values["red"]).toBeCloseTo(0.638711, 6);
});

test("documents of which nothing is known do not make the others' terms rarer", () => {
  expect(valuesOf(["red mug", "mug", "", ""], 0)).toEqual(valuesOf(["red mug", "mug"], 0));
});

test("terms that stand in too many documents are left out, and a document of them alone is empty", () => {
  const texts = ["the mug", "the plate", "the"];

  expect(valuesOf(texts, 0, 0.5)).toEqual({ mug: 1 });
  expect(valuesOf(texts, 2, 0.5)).toEqual({});
});

test("words are counted", () => {
  expect([...wordCounts("Red MUG, red mug & 红色杯子")]).toEqual([
    ["red", 2],
    ["mug", 2],
    ["红色", 1],
    ["杯子", 1],
  ]);
});
