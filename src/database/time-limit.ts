import type { EntityManager } from "typeorm";
import { run } from "./run.ts";
import { whilePatient } from "./silence.ts";
import { sql } from "./sql.ts";

/** Has statements take so many milliseconds at most, 0 for as long as they like, for this piece of a transaction. */
export async function withTimeLimit<Result>(
  manager: EntityManager,
  limitMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const [before] = await run<{ timeout: string }>(manager, sql`select current_setting('statement_timeout') as timeout`);
  const limit = (timeout: string) => run(manager, sql`select set_config('statement_timeout', ${timeout}, true)`);
  await limit(String(limitMs));
  const result = await work(); // where it fails, the transaction or its savepoint ends, and the limit with it
  await limit(before?.timeout ?? "0");
  return result;
}

/** For what grows with the shop, such as writing all members of a segment: a statement may take a quarter of an hour; a command's, as long as it likes. */
export const withPatience = <Result>(manager: EntityManager, work: () => Promise<Result>): Promise<Result> =>
  whilePatient(manager, (longestMs) => withTimeLimit(manager, longestMs, work));
