import type { DataSource, EntityManager } from "typeorm";
import { takeTurn } from "./locks.ts";
import { statementCode } from "./statement-code.ts";

/** Thrown where a writer finds that another was faster; the transaction is rolled back and done again. */
export class LostRace extends Error {}

// A deadlock, or a row that another writer took away (a merge): doing it again meets the new state.
const REPEATABLE = new Set(["40P01", "40001", "23503", "23505"]);
const ATTEMPTS = 10;

/** One transaction, repeated a bounded number of times where it lost against another writer. */
export async function inTransaction<Result>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataSource.transaction(async (manager) => {
        // One after the other, before anything else is locked: so they lose against newcomers alone.
        if (attempt > 1) await takeTurn(manager, "writers that have lost a race");
        return work(manager);
      });
    } catch (error) {
      if (attempt === ATTEMPTS || !isRepeatable(error)) throw error;
    }
  }
}

function isRepeatable(error: unknown): boolean {
  if (error instanceof LostRace) return true;
  return REPEATABLE.has(statementCode(error) ?? "");
}
