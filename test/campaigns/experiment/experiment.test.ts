import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { evaluateExperiment, type LiftResult } from "../../../src/campaigns/experiment/evaluate-experiment.ts";
import { parseExperimentMap } from "../../../src/campaigns/experiment/experiment-map.ts";
import { gatherArms } from "../../../src/campaigns/experiment/gather-arms.ts";
import { readTable, type TableRow } from "../../../src/imports/index.ts";
import { aFolder } from "../../support/command.ts";

const MAP = `
arm: { column: group, control: nobody }
outcomes: [bought, spent]
covariate: before
`;

type Row = readonly [group: string, bought: number, spent: number, before: number];

const ROWS: readonly Row[] = Array.from({ length: 90 }, (_, at) => {
  const spent = at % 3 === 0 ? 10.5 + (at % 5) : 0;
  return [at % 2 === 0 ? "post" : "nobody", spent > 0 ? 1 : 0, spent, spent / 2 + (at % 7)];
});

async function* tableOf(rows: readonly (readonly unknown[])[]): AsyncGenerator<TableRow> {
  for (const [at, [group, bought, spent, before]] of rows.entries()) {
    yield { number: at + 2, values: { group, bought, spent, before } };
  }
}

async function told(rows: AsyncIterable<TableRow>, yaml = MAP): Promise<LiftResult[]> {
  const map = parseExperimentMap(yaml, "map.yaml");
  return evaluateExperiment(
    map,
    await gatherArms(
      map,
      rows,
      () => {},
      () => {},
    ),
  );
}

test("semicolons in a packed file, lines of JSON, and words for yes and no give the same figures", async () => {
  const folder = await aFolder();
  const yesAndNo = MAP.replace("[bought, spent]", "{ bought: { column: bought, type: boolean }, spent: spent }");
  const german = ROWS.map(([group, bought, ...rest]) => [group, bought ? "yes" : "no", ...rest].join(";"));
  const lines = ROWS.map(([group, bought, spent, before]) =>
    JSON.stringify({ group, bought: bought === 1, spent, before }),
  );
  await writeFile(
    join(folder, "german.csv.gz"),
    gzipSync(["group;bought;spent;before", ...german].join("\n").replaceAll(".", ",")),
  );
  await writeFile(join(folder, "lines.ndjson"), lines.join("\n"));
  const expected = await told(tableOf(ROWS));

  const { rows } = await readTable(join(folder, "german.csv.gz"), { delimiter: ";" });
  expect(await told(rows, `${yesAndNo}file: { delimiter: ";", decimalMark: "," }\n`)).toEqual(expected);
  expect(await told((await readTable(join(folder, "lines.ndjson"))).rows, yesAndNo)).toEqual(expected);
  expect(expected.map(({ outcome, arm, treatedCustomers }) => [outcome, arm, treatedCustomers])).toEqual([
    ["bought", "post", 45],
    ["spent", "post", 45],
  ]);
});

test("several values may mean the control, and the map says which arms are told, in which order", async () => {
  const arms = ["b", "a", "c", "none", "nobody"].flatMap((name) => [0, 1].map((spent) => [name, 0, spent, 0]));
  const map = "arm: { column: group, control: [none, nobody], treated: [b, a] }\noutcomes: { money: spent }\n";

  const results = await told(tableOf(arms), map);

  expect(results.map(({ outcome, arm, controlCustomers }) => [outcome, arm, controlCustomers])).toEqual([
    ["money", "b", 4],
    ["money", "a", 4],
  ]);
  expect((await told(tableOf(arms), map.replace(", treated: [b, a]", ""))).map(({ arm }) => arm)).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("without a covariate there is no CUPED, and without anything that happened no interval", async () => {
  const quiet = ["nobody", "nobody", "post", "post"].map((group) => [group, 0, 0, 0]);

  expect(await told(tableOf(quiet), "arm: { column: group, control: nobody }\noutcomes: bought\n")).toEqual([
    {
      outcome: "bought",
      arm: "post",
      treated: 0,
      control: 0,
      treatedCustomers: 2,
      controlCustomers: 2,
      treatedMissing: 0,
      controlMissing: 0,
      absolute: 0,
      low: null,
      high: null,
      relative: null,
      pValue: null,
      cupedAbsolute: null,
      cupedLow: null,
      cupedHigh: null,
      cupedStandardError: null,
      sequentialLow: null,
      sequentialHigh: null,
      sequentialPValue: null,
      enoughData: false,
    },
  ]);
});

/** Of two hundred by post and as many of the control, every other one buys; of so many of each it is not known for how much. */
const partly = (post: number, nobody: number): (readonly unknown[])[] =>
  [["post", post] as const, ["nobody", nobody] as const].flatMap(([group, missing]) =>
    Array.from({ length: 200 }, (_, at) => [group, at % 2, at < missing ? "" : (at % 2) * (5 + (at % 7)), at % 3]),
  );

test("a row without one outcome counts in the others", async () => {
  const results = await told(tableOf(partly(2, 2)));

  expect(
    results.map(({ outcome, treatedCustomers, controlCustomers, treatedMissing, controlMissing, treated }) => ({
      ...{ outcome, treatedCustomers, controlCustomers, treatedMissing, controlMissing, treated },
    })),
  ).toMatchObject([
    {
      outcome: "bought",
      treatedCustomers: 200,
      controlCustomers: 200,
      treatedMissing: 0,
      controlMissing: 0,
      treated: 0.5,
    },
    { outcome: "spent", treatedCustomers: 198, controlCustomers: 198, treatedMissing: 2, controlMissing: 2 },
  ]);
});

test("an outcome that is missing in more than one of a hundred is refused, and so is one that is missing by arm", async () => {
  const sentence =
    'outcomes[1], spent: 3 of the 200 customers of the arm "post" and 2 of the 200 customers of the control have no value. Who has one ' +
    "may depend on what was done, so that a comparison of those who are left would be none of what the lot made alike. Where an empty " +
    "cell means 0, say so in the map, spent: { column: ..., empty: 0 }; otherwise give the value of everybody who was assigned, or leave " +
    "it out of the map";
  await expect(told(tableOf(partly(3, 2)))).rejects.toThrow(sentence);

  const many = Array.from({ length: 20 }, () => partly(0, 0)).flat();
  const byArm = many.map((row, at) => (row[0] === "post" && at < 16 ? [row[0], "", row[2], row[3]] : row));
  const alike = many.map((row, at) => (at % 400 < 400 && at % 500 === 0 ? [row[0], "", row[2], row[3]] : row));
  await expect(told(tableOf(byArm))).rejects.toThrow(
    'outcomes[0], bought: 16 of the 4000 customers of the arm "post" and 0 of',
  );
  expect((await told(tableOf(alike)))[0]).toMatchObject({ treatedMissing: 8, controlMissing: 8 });
});

test("where the map says that an empty cell means 0, it does, and nobody is left out", async () => {
  const rows = partly(0, 0);
  const emptied = rows.map(([group, bought, spent, before]) => [group, bought, spent === 0 ? "" : spent, before]);
  const map = MAP.replace("[bought, spent]", "{ bought: bought, spent: { column: spent, empty: 0 } }");

  expect(await told(tableOf(emptied), map)).toEqual(await told(tableOf(rows)));
  await expect(told(tableOf(emptied))).rejects.toThrow("outcomes[1], spent: 100 of the 200");
  expect(() => parseExperimentMap(map.replace("empty: 0", "empty: 1"), "map.yaml")).toThrow(
    'outcomes.spent.empty: "1" is not known; ',
  );
});

test("customers without a covariate are left out of everything, and too many of them are refused", async () => {
  const without = (many: number) => partly(0, 0).map((row, at) => (at % 200 < many ? [...row.slice(0, 3), null] : row));

  expect(
    (await told(tableOf(without(2)))).map(({ treatedMissing, controlMissing }) => [treatedMissing, controlMissing]),
  ).toEqual([
    [2, 2],
    [2, 2],
  ]);
  await expect(told(tableOf(without(3)))).rejects.toThrow(
    'covariate: 3 of the 200 customers of the arm "post" and 3 of the 200',
  );
});

const REFUSED: readonly [what: string, rows: readonly (readonly unknown[])[], message: string][] = [
  ["an empty table", [], "the file has no rows"],
  [
    "a table without the control",
    [
      ["post", 1, 1, 1],
      ["mail", 1, 1, 1],
    ],
    'no row of the file is of the control, "nobody": the arms that it has are "mail", "post"',
  ],
  ["a table of the control alone", [["nobody", 1, 1, 1]], "all rows of the file that can be used are of the control"],
  ["a table of nothing that can be used", [["", 1, 1, 1]], "no row of the file can be used"],
  ["an arm of one", [...ROWS, ["fax", 1, 1, 1]], 'the arm "fax" has 1 customer; at least 2 are needed'],
  ["a control of one", ROWS.slice(0, 3), "the control has 1 customer; at least 2 are needed"],
  [
    "as many arms as rows",
    ROWS.map(([, ...rest], at) => [`c${at}`, ...rest]),
    "arm.column: the column has more than 20 values beside the control's; name those to compare in arm.treated",
  ],
];

test.each(REFUSED)("%s is refused in a sentence", async (_, rows, message) => {
  await expect(told(tableOf(rows))).rejects.toThrow(message);
});

test("all faults of a map are told at once, each with its place and what would be right", () => {
  const map = `
arm: { column: group, controls: nobody, control: nobody, treated: [post, nobody] }
outcomes: []
covariat: before
file: { decimalMark: ";" }
`;

  expect(() => parseExperimentMap(map, "map.yaml")).toThrow(
    [
      "map.yaml can't be used:",
      '  covariat: unknown key; did you mean "covariate"?',
      '  file.decimalMark: ";" is not known; did you mean "."?',
      '  arm.controls: unknown key; did you mean "control"?',
      '  arm.treated: "nobody" is a value of the control as well',
      "  outcomes: is empty; name at least one column",
    ].join("\n"),
  );
  expect(() => parseExperimentMap("", "map.yaml")).toThrow(
    "expects the keys file, arm, outcomes, covariate, not nothing",
  );
  expect(() => parseExperimentMap("covariate: before", "map.yaml")).toThrow(
    [
      "  arm: is missing; { column, control }: which column says who was left alone, and by which value",
      "  outcomes: is missing; the columns of what came of each customer, such as [visit, spend]",
    ].join("\n"),
  );
});
