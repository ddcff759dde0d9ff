import type { DataSource } from "typeorm";
import type { Bodies } from "./picks.ts";
import { CASE_NAMES, type CaseName } from "./queries.ts";

/** Whom to ask, over HTTP. */
export interface Asked {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const COMPARED = 40;

/** Holds the answers of all servers against each other's; a server that answers otherwise, or wrongly, ends the bench. */
export async function compareAnswers(servers: readonly Asked[], bodies: Bodies): Promise<number> {
  let compared = 0;
  for (const name of CASE_NAMES) {
    for (const body of bodies[name].slice(0, COMPARED)) {
      const [first, ...others] = await Promise.all(
        servers.map(async (server) => [server.name, await ask(server, body)] as const),
      );
      const different = others.find(([, answer]) => answer !== first?.[1]);
      if (different !== undefined) throw new Error(tellDifference(name, [first ?? ["", ""], different]));
      compared += 1;
    }
  }
  return compared;
}

/** The answer without what JSON leaves free: spaces and the spelling of numbers. */
export async function ask({ name, url, headers }: Asked, body: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const text = await response.text();
  const answer: { data?: Record<string, unknown>; errors?: unknown } = response.ok ? JSON.parse(text) : {};
  const nothing = Object.values(answer.data ?? { none: null }).includes(null);
  if (answer.errors !== undefined || nothing) throw new Error(`${name} does not answer ${body}: ${text}`);
  return JSON.stringify({ data: answer.data });
}

function tellDifference(name: CaseName, answers: readonly (readonly [string, string])[]): string {
  const [left = "", right = ""] = answers.map(([, answer]) => answer);
  let from = 0;
  while (left[from] === right[from]) from += 1;
  const told = answers.map(
    ([server, answer]) => `  ${server}: ...${answer.slice(Math.max(0, from - 60), from + 80)}...`,
  );
  return `the servers answer ${name} differently:\n${told.join("\n")}`;
}

const COUNTED = 3;

/** How many statements a request takes, on average, as PostgreSQL counts them; the fewest of some times, as the server may have had other work too. */
export async function statementsPerRequest(
  admin: DataSource,
  databaseUrl: string,
  server: Asked,
  bodies: readonly string[],
) {
  const database = new URL(databaseUrl).pathname.slice(1);
  const count = async (): Promise<number> => {
    const [row]: { calls: string }[] = await admin.query(
      `select coalesce(sum(s.calls), 0) as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
       where d.datname = $1 and s.query ~* '^\\s*(select|with|insert|update|delete)'`,
      [database],
    );
    return Number(row?.calls);
  };
  const asked = bodies.slice(0, COMPARED);
  let fewest = Number.POSITIVE_INFINITY;
  for (let times = 0; times < COUNTED; times += 1) {
    const before = await count();
    for (const body of asked) await ask(server, body);
    fewest = Math.min(fewest, ((await count()) - before) / asked.length);
  }
  return fewest;
}
