import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";

/** The rows of a query as text; null where a value is. */
export type CopyRows = (query: string) => AsyncGenerator<(string | null)[]>;

/**
 * Reads whole tables as they are at one moment, over a connection of its own and for as long as it takes. A million rows take a
 * second by COPY and no more memory than a few of them: a result would be held as a whole. Queries have no bound values.
 */
export async function readAtOnce<Result>(url: string, work: (copy: CopyRows) => Promise<Result>): Promise<Result> {
  const client = new Client({
    connectionString: url,
    application_name: "tributary",
    options: "-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c jit=off",
  });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    return await work((query) => copyRows(client, query));
  } finally {
    await client.end();
  }
}

async function* copyRows(client: Client, query: string): AsyncGenerator<(string | null)[]> {
  const rows = client.query(copyTo(`copy (${query}) to stdout`));
  rows.setEncoding("utf8");
  let rest = "";
  for await (const chunk of rows) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.split("\t").map(unescaped);
  }
}

/** COPY's text format escapes what would end a value or a row. */
function unescaped(text: string): string | null {
  if (text === "\\N") return null;
  return text.includes("\\") ? text.replace(/\\(.)/g, (_, sign: string) => ESCAPES[sign] ?? sign) : text;
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
