import { expect, test } from "vitest";
import { recommendationsTable } from "../../src/cli/recommendations-table.ts";
import { aReport, aResult } from "../scoring/report.ts";

const BEST = aResult({
  strategy: "EASE",
  settings: { lambda: 400, days: 90 },
  difference: { toPopularity: { mean: 0.0699, low: 0.0641, high: 0.0757 }, toBest: null },
});
const POPULARITY = aResult({
  strategy: "popularity",
  ndcg: 0.0595,
  trainSeconds: 0.04,
  difference: { toPopularity: null, toBest: { mean: -0.0699, low: -0.0757, high: -0.0641 } },
});

test("a report is a line a strategy, with paired differences, and says how it was measured", () => {
  const text = recommendationsTable(aReport(BEST, POPULARITY));

  expect(text).toBe(`Recommendations, measured at 20; best first by NDCG.

strategy      NDCG  [low, high]       to popularity                 to the best
----------  ------  ----------------  ----------------------------  ----------------------------
EASE        0.1294  [0.1227, 0.1362]  +0.0699 [+0.0641, +0.0757] *  -
popularity  0.0595  [0.0528, 0.0663]  -                             -0.0699 [-0.0757, -0.0641] *

[low, high] are 95 % bootstrap intervals. The differences are paired, customer by customer; * marks those whose interval
excludes zero.

strategy    recall  capped  precision     MAP     MRR  hit rate  coverage  novelty    Gini  train s
----------  ------  ------  ---------  ------  ------  --------  --------  -------  ------  -------
EASE        0.1023  0.1358     0.1215  0.0561  0.2712    0.6912    0.3520   4.8125  0.9012     12.3
popularity  0.1023  0.1358     0.1215  0.0561  0.2712    0.6912    0.3520   4.8125  0.9012      0.0

Coverage: share of the catalogue that is recommended to anybody. Novelty: mean -log2 of the share of customers who have
the product. Gini: 0 where all products are recommended equally often.

Settings
  EASE: lambda 400, days 90

Split by time at 2010-09-01. All products are ranked but those that the customer has.

406,295 rows, of which 0 skipped and 0 rejected; 3,299 customers with 3,735 products in 175,048 pairs to learn from;
52,190 targets of 1,901 customers to find; 688 customers without a target are left out; 61.2 seconds, 812 MB of memory
at the peak
`);
});

test("a difference whose interval holds zero has no mark, and one too small to be shown has no sign", () => {
  const close = aResult({ difference: { toPopularity: { mean: 0.002, low: -0.001, high: 0.005 }, toBest: null } });
  const equal = aResult({ difference: { toPopularity: null, toBest: { mean: -0.00001, low: -0.00004, high: 0 } } });

  const lines = recommendationsTable(aReport(close, equal)).split("\n");

  expect(lines[4]).toBe("EASE      0.1294  [0.1227, 0.1362]  +0.0020 [-0.0010, +0.0050]  -");
  expect(lines[5]).toBe("EASE      0.1294  [0.1227, 0.1362]  -                           0.0000 [0.0000, 0.0000]");
});

test("no line is wider than a terminal of 120 columns, however long names, settings and the protocol are", () => {
  const settings = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`setting${index}`, index / 7]));
  const long = { ...POPULARITY, strategy: "popularity among customers of the same country", settings };
  const protocol = "Whole sentences about how it was measured. ".repeat(20);

  const text = recommendationsTable({ ...aReport(BEST, long), protocol });

  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(text).toContain("popularity among customers of…  0.0595");
});
