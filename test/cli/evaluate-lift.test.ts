import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LiftReport } from "../../src/campaigns/index.ts";
import { aFolder, tributary } from "../support/command.ts";

const HEAD = "group,bought,spent,before";
const MAP = `
arm: { column: group, control: nobody }
outcomes: [bought, spent]
covariate: before
`;

/** Of 60 by post 30 buy, of 50 by mail 20, and of 100 of the control 25; what they spend differs, and goes with what they spent before. */
function rows(): string[] {
  const arm = (name: string, size: number, buyers: number) =>
    Array.from({ length: size }, (_, at) => {
      const spent = at < buyers ? 10 + (at % 5) : 0;
      return `${name},${at < buyers ? 1 : 0},${spent},${spent / 2 + (at % 7)}`;
    });
  return [...arm("post", 60, 30), ...arm("nobody", 100, 25), ...arm("mail", 50, 20)];
}

async function files(data = [HEAD, ...rows(), ""].join("\n"), map = MAP) {
  const folder = await aFolder();
  await writeFile(join(folder, "trial.csv"), data);
  await writeFile(join(folder, "map.yaml"), map);
  return { folder, args: ["evaluate", "lift", "--data", "trial.csv", "--map", "map.yaml", "--json", "report.json"] };
}

const reportIn = async (folder: string): Promise<LiftReport> =>
  JSON.parse(await readFile(join(folder, "report.json"), "utf8"));

test("each arm and outcome is a line of the table and of the report", async () => {
  const { folder, args } = await files();

  const { code, out } = await tributary(args, {}, folder);

  const { results, seconds, peakMemoryMb, ...report } = await reportIn(folder);
  expect({ code, ...report, seconds: seconds > 0, memory: peakMemoryMb > 0 }).toEqual({
    code: 0,
    kind: "lift",
    protocol: expect.stringContaining("intention to treat"),
    rows: 210,
    rejected: 0,
    files: { data: "trial.csv", map: "map.yaml" },
    seconds: true,
    memory: true,
  });
  expect(results.map(({ outcome, arm }) => [outcome, arm])).toEqual([
    ["bought", "mail"],
    ["spent", "mail"],
    ["bought", "post"],
    ["spent", "post"],
  ]);
  // +- 1.9809, Student's t of 116.7 degrees of freedom, times sqrt(.5 * .5 / 59 + .25 * .75 / 99) = .0783.
  expect(results[2]).toMatchObject({
    treated: 0.5,
    control: 0.25,
    treatedCustomers: 60,
    controlCustomers: 100,
    absolute: 0.25,
    low: expect.closeTo(0.0945, 3),
    high: expect.closeTo(0.4055, 3),
    relative: 1,
    enoughData: true,
  });
  const names = ["cupedAbsolute", "cupedLow", "cupedHigh", "cupedStandardError", "pValue"];
  const atEveryLook = ["sequentialLow", "sequentialHigh", "sequentialPValue"];
  for (const result of results) {
    expect(Object.keys(result)).toEqual(expect.arrayContaining([...names, ...atEveryLook]));
    const nulls = Object.entries(result).flatMap(([name, value]) => (value === null ? [name] : []));
    expect(nulls).toEqual(result.enoughData ? [] : atEveryLook);
  }
  expect(out).toContain("50 treated (mail), 60 treated (post) beside 100 of the control.");
  expect(out).toContain("bought   post  0.500000  0.250000  +0.250000");
  expect(out.split("\n").every((line) => line.length <= 120)).toBe(true);
});

test("rows and cells that cannot be used are counted by reason, and all others are used", async () => {
  const bad = ["post,many,1,1", "nobody,more,1,1", ",1,1,1", "post,1,,1", "fax,1,1,1", "post,1"];
  const map = MAP.replace("control: nobody", "control: nobody, treated: [post, mail]");
  const { folder, args } = await files([HEAD, ...rows(), ...rows(), ...bad].join("\n"), map);

  const { code, err, out } = await tributary(args, {}, folder);

  const { results, ...report } = await reportIn(folder);
  expect({ code, rows: report.rows, rejected: report.rejected }).toEqual({ code: 0, rows: 426, rejected: 5 });
  expect(
    results.map(({ arm, treatedCustomers, treatedMissing, controlCustomers, controlMissing }) => [
      ...[arm, treatedCustomers, treatedMissing, controlCustomers, controlMissing],
    ]),
  ).toEqual([
    ["post", 121, 1, 200, 1],
    ["post", 121, 1, 201, 0],
    ["mail", 100, 0, 200, 1],
    ["mail", 100, 0, 201, 0],
  ]);
  expect(out).toContain("122 treated (post), 100 treated (mail) beside 201 of the control.");
  expect(out).toContain("bought   post                121                1             200                1");
  expect(out).toContain("426 rows, 5 of them rejected; ");
  for (const told of [
    '2 rejected: column "bought" (outcomes[0]): "..." is not a number such as 12.50',
    '1 rejected: column "group" is empty, but arm.column is required',
    "1 without a value: outcomes[1] (spent)",
    '1 rejected: arm.column: "..." is none of the map\'s arms',
    "1 rejected: the row has 2 cells, the header 4",
  ]) {
    expect(err).toContain(told);
  }
});

test("a column that is not there and a file of nobody to compare with are refused in a sentence, and nothing is written", async () => {
  const misspelt = await files(undefined, MAP.replace("bought, spent", "boght, spent"));
  const alone = await files(`${HEAD}\npost,1,1,1\n`);

  const [column, control] = await Promise.all(
    [misspelt, alone].map(async ({ folder, args }) => {
      const { code, err } = await tributary(args, {}, folder);
      await expect(access(join(folder, "report.json"))).rejects.toThrow("ENOENT");
      return { code, err };
    }),
  );

  expect(column).toEqual({
    code: 1,
    err: expect.stringContaining('outcomes[0]: the file has no column "boght"; did you mean "bought"?'),
  });
  expect(control).toEqual({
    code: 1,
    err: expect.stringContaining('tributary: --data trial.csv: no row of the file is of the control, "nobody"'),
  });
});

test("nothing is told at every look before there is enough data", async () => {
  const few = rows().filter((row) => !row.startsWith("mail") || row.startsWith("mail,0"));
  const { folder, args } = await files([HEAD, ...few].join("\n"));

  const { out } = await tributary(args, {}, folder);

  const { results } = await reportIn(folder);
  expect(results.find(({ arm, outcome }) => arm === "mail" && outcome === "bought")).toMatchObject({
    ...{ treated: 0, pValue: expect.any(Number), enoughData: false },
    ...{ sequentialLow: null, sequentialHigh: null, sequentialPValue: null },
  });
  expect(out).toMatch(/^bought +mail +- +- +[-+]/m);
  expect(out).toContain("Not enough data: bought of mail, spent of mail.");
});
