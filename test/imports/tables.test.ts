import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readTable, type TableOptions, type TableRow } from "../../src/imports/index.ts";

async function tableOf(name: string, content: string | Buffer, options: TableOptions = {}): Promise<TableRow[]> {
  const file = join(await mkdtemp(join(tmpdir(), "table-")), name);
  await writeFile(file, content);
  const rows: TableRow[] = [];
  for await (const row of (await readTable(file, options)).rows) rows.push(row);
  return rows;
}

test.each([
  ["commas", 'a,b\n"1;2",x\n'],
  ["semicolons", "a;b\n1;2;x\n".replace("1;2", '"1;2"')],
  ["tabs", "a\tb\n1;2\tx\n"],
  ["a byte order mark", "\uFEFFa,b\r\n1;2,x\r\n"],
])("a CSV with %s is read", async (_, text) => {
  expect(await tableOf("t.csv", text)).toEqual([{ number: 2, values: { a: "1;2", b: "x" } }]);
});

test("typed headers of a tab separated file are names like others", async () => {
  expect(await tableOf("ml.inter", "user_id:token\trating:float\n196\t3\n")).toEqual([
    { number: 2, values: { "user_id:token": "196", "rating:float": "3" } },
  ]);
});

test("a quoted cell may hold line ends, and rows are numbered by the line where they begin", async () => {
  expect(await tableOf("t.csv.gz", gzipSync('a,b\n"x\ny",1\nz,"2 ""q"""\n'))).toEqual([
    { number: 2, values: { a: "x\ny", b: "1" } },
    { number: 4, values: { a: "z", b: '2 "q"' } },
  ]);
});

test("a row with too few cells is a fault of that row alone", async () => {
  expect(await tableOf("t.csv", "a,b\n1\n2,3\n")).toEqual([
    { number: 2, values: { a: "1", b: null }, fault: "the row has 1 cells, the header 2" },
    { number: 3, values: { a: "2", b: "3" } },
  ]);
});

test("text in another encoding is read where the map says so and refused otherwise", async () => {
  const latin = Buffer.from("name\nZo\xeb\n", "latin1");

  expect(await tableOf("t.csv", latin, { encoding: "windows-1252" })).toEqual([{ number: 2, values: { name: "Zoë" } }]);
  await expect(tableOf("t.csv", latin)).rejects.toThrow(
    "the file is not utf-8; say file.encoding in the map, such as windows-1252",
  );
});

test("a quote that is never closed is told with its line", async () => {
  await expect(tableOf("t.csv", 'a,b\n1,"2\n3,4\n')).rejects.toThrow(/^line \d+: Quote Not Closed/);
});

test("a file that is empty, missing or damaged is refused", async () => {
  await expect(tableOf("t.csv", "")).rejects.toThrow("the file is empty: the first line has to name the columns");
  await expect(readTable("/no/such/file.csv")).rejects.toThrow("ENOENT");
  await expect(tableOf("t.csv.gz", "a,b")).rejects.toThrow("the .gz file is damaged: incorrect header check");
  await expect(tableOf("t.parquet", "no parquet here")).rejects.toThrow(/^not a Parquet file: /);
});

test("NDJSON is read line by line, nested names with dots, long numbers exactly", async () => {
  const lines =
    '{"id":12345678901234567890,"who":{"mail":"a@b.c","n":2.1}}\n\nnot json\n[1]\n{"t":"1234567890123456 5"}';

  expect(await tableOf("t.jsonl", lines)).toEqual([
    { number: 1, values: { id: "12345678901234567890", "who.mail": "a@b.c", "who.n": 2.1 } },
    { number: 3, values: { line: "not json" }, fault: expect.stringMatching(/^the line is not JSON: /) },
    { number: 4, values: { line: "[1]" }, fault: "the line is not a JSON object" },
    { number: 5, values: { t: "1234567890123456 5" } },
  ]);
});

test("what is written as CSV is read back", async () => {
  const cell = fc.string({ minLength: 1, unit: fc.constantFrom("a", ",", ";", '"', "\n", "é", " ") });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
      const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));

      const read = await tableOf("t.csv", `a,b\n${quoted.join("\n")}\n`);

      expect(read.map(({ values }) => Object.values(values))).toEqual(rows);
    }),
    { numRuns: 50 },
  );
});

test("progress goes from nothing to everything", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "table-")), "t.csv");
  await writeFile(file, "a\n1\n2\n");
  const table = await readTable(file);
  for await (const _ of table.rows) expect(table.progress()).toBeLessThanOrEqual(1);

  expect(table.progress()).toBe(1);
});
