import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { progressFacts, progressReporter } from "../../src/cli/progress.ts";
import { rejectsFile } from "../../src/imports/index.ts";

test("rejected rows are written as CSV that a spreadsheet can open safely", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rejects-"));
  const rejects = rejectsFile(join(folder, "r.csv"));
  await rejects.write({ kind: "rejected", row: 7, reason: "=cmd()", values: { n: 3n, text: 'a "b"' } });

  expect(await rejects.close()).toBe(1);
  expect(await readFile(join(folder, "r.csv"), "utf8")).toBe(
    'row,reason,values\r\n7,\'=cmd(),"{""n"":3,""text"":""a \\""b\\""""}"\r\n',
  );
});

test("without a rejection there is no file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rejects-"));

  expect(await rejectsFile(join(folder, "r.csv")).close()).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test("progress tells rows a second and the time left at the speed so far", () => {
  expect(progressFacts(50_000, 0.25, 10)).toEqual({ share: 0.25, rows: "50,000", rate: "5,000", left: "0:00:30" });
});

test("off a terminal progress is a plain line every five seconds and one at the end", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: false }) as unknown as NodeJS.WriteStream;
  let time = 0;
  const reporter = progressReporter(stream, { label: "shop.csv", share: () => time / 20_000, now: () => time });
  for (time = 0; time <= 10_000; time += 1_000) reporter.update(time);
  time = 20_000;
  reporter.stop(20_000);

  expect(String(stream.read())).toBe(
    [
      "shop.csv: 25 %, 5,000 rows, 1,000 rows/s, 0:00:15 left\n",
      "shop.csv: 50 %, 10,000 rows, 1,000 rows/s, 0:00:10 left\n",
      "shop.csv: 100 %, 20,000 rows, 1,000 rows/s, done\n",
    ].join(""),
  );
});
