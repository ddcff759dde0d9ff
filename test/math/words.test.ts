import { expect, test } from "vitest";
import { groupBy } from "../../src/math/group-by.ts";
import { wordCounts, wordsOf } from "../../src/math/words.ts";

test("words are lower case, each once, in the order in which they come", () => {
  const words = wordsOf("Red MUG, red mug & Blue plate");

  expect(words).toEqual(["red", "mug", "blue", "plate"]);
});

test("single letters and signs are no words", () => {
  expect(wordsOf("a + b = c! 7 -- ")).toEqual([]);
});

test("Chinese text is cut into its words", () => {
  expect(wordsOf("红色杯子")).toEqual(["红色", "杯子"]);
});

test("where words are counted, a single character of Chinese, Japanese or Korean is one, and a single letter is not", () => {
  const text = "绿茶 茶 酒 伞 包 T恤 a 7 カ 방 茶";

  expect([...wordCounts(text)]).toEqual([
    ["绿茶", 1],
    ["茶", 2],
    ["酒", 1],
    ["伞", 1],
    ["包", 1],
    ["恤", 1],
    ["カ", 1],
    ["방", 1],
  ]);
  expect(wordsOf(text)).toEqual(["绿茶"]);
});

test("full-width and half-width letters are the same word", () => {
  expect(wordsOf("ＭＵＧ mug")).toEqual(["mug"]);
});

test("groups and their items keep the order in which they came", () => {
  const groups = groupBy(["bee", "ant", "bat", "ape"], (word) => word[0]);

  expect([...groups]).toEqual([
    ["b", ["bee", "bat"]],
    ["a", ["ant", "ape"]],
  ]);
});
