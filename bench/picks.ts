import type { DataSource } from "typeorm";
import { bodyOf, CASE_NAMES, type CaseName } from "./queries.ts";

const PICKED = 400;

const CURSOR = `translate(encode(convert_to('["FIRST_SEEN_DESC","' || first_seen_at || '","' || id || '"]', 'UTF8'), 'base64'),
  E'+/=\\n', '-_')`;

/** Rows that look drawn by lot and are the same each time: by the hash of what they are called. */
const drawn = (value: string, from: string): string =>
  `select ${value} as value from ${from} order by md5('pick ' || id) limit ${PICKED}`;

const ranked = (where: string): string =>
  `(select c.*, percent_rank() over (order by first_seen_at desc, id desc) as place from customer c) ranked where ${where}`;

const PICKS: Record<CaseName, { variable: string; text: string }> = {
  list: { variable: "after", text: drawn(CURSOR, ranked("place < .1")) },
  deep: { variable: "after", text: drawn(CURSOR, ranked("place between .85 and .95")) },
  segments: { variable: "after", text: drawn(CURSOR, ranked("place < .1")) },
  customer: { variable: "id", text: drawn("'cus_' || replace(id::text, '-', '')", "customer") },
  product: { variable: "id", text: drawn("'prd_' || replace(id::text, '-', '')", "product") },
};

export type Bodies = Readonly<Record<CaseName, readonly string[]>>;

/** The bodies of the requests of each case, the same for every server and every run. */
export async function pickBodies(dataSource: DataSource): Promise<Bodies> {
  const bodies: Record<CaseName, string[]> = { list: [], deep: [], segments: [], customer: [], product: [] };
  for (const name of CASE_NAMES) {
    const { variable, text } = PICKS[name];
    const rows: { value: string }[] = await dataSource.query(text);
    bodies[name] = rows.map(({ value }) => bodyOf(name, { [variable]: value }));
  }
  return bodies;
}
