import { openText } from "./input.ts";
import { type Table, type TableOptions, type TableRow, UnreadableTable } from "./table.ts";

const LONGEST_LINE = 10_000_000;
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** One JSON object a line; what is nested is read as "customer.id". */
export async function readNdjson(file: string, options: TableOptions): Promise<Table> {
  const input = await openText(file, options);
  return { rows: rowsOf(linesOf(input.text)), progress: input.progress };
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) throw new UnreadableTable(`a line is longer than ${LONGEST_LINE} characters`);
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<TableRow> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() !== "") yield rowOf(number, line);
  }
}

function rowOf(number: number, line: string): TableRow {
  try {
    const object: unknown = JSON.parse(exact(line));
    if (isPlain(object)) return { number, values: flattened(object) };
    return { number, values: { line }, fault: "the line is not a JSON object" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { number, values: { line }, fault: `the line is not JSON: ${why}` };
  }
}

/** JSON.parse rounds numbers of more than 15 digits, and an identifier would become another one: they are read as text. */
function exact(line: string): string {
  if (!/\d{16}|\d[.]\d{15}|[\d.]{17}/.test(line)) return line;
  return line.replace(JSON_TOKENS, (token) => {
    const digits = token.startsWith('"') ? 0 : token.replace(/[eE].*|\D/g, "").length;
    return digits > 15 ? `"${token}"` : token;
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function flattened(object: Record<string, unknown>, prefix = ""): Record<string, unknown> {
  const entries = Object.entries(object).flatMap(([key, value]) =>
    isPlain(value) ? Object.entries(flattened(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value] as const],
  );
  return Object.fromEntries(entries);
}
