import pg from "pg";
import { StartRefusal } from "../start-refusal.ts";

const DATABASE = "tributary";
const NO_SUCH_DATABASE = "3D000";
const WRONG_PASSWORD = "28P01";
const MADE_BY_ANOTHER = ["42P04", "23505"];

export function urlOf(port: number, password: string, database = DATABASE): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}

/** The url of Tributary's database, once it has answered; makes the database where it is absent. */
export async function answeringUrl(port: number, password: string): Promise<string> {
  const url = urlOf(port, password);
  try {
    await ask(url, "SELECT 1");
  } catch (fault) {
    if (codeOf(fault) !== NO_SUCH_DATABASE) throw fault;
    await makeDatabase(urlOf(port, password, "postgres"));
  }
  return url;
}

/** For the owner, where a server that does not answer is the end. */
export async function ownUrl(port: number, password: string): Promise<string> {
  try {
    return await answeringUrl(port, password);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    const advice =
      codeOf(fault) === WRONG_PASSWORD ? "; remove postgres.password from the data folder to get a new one" : "";
    throw new StartRefusal(`PostgreSQL started but does not answer: ${reason}${advice}`, { cause: fault });
  }
}

async function makeDatabase(url: string): Promise<void> {
  try {
    await ask(url, `CREATE DATABASE ${DATABASE}`);
  } catch (fault) {
    if (!MADE_BY_ANOTHER.includes(codeOf(fault) ?? "")) throw fault;
  }
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // a server that goes away meanwhile also fails the query, which is where it is told
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function codeOf(fault: unknown): string | undefined {
  return (fault as { code?: string }).code;
}
