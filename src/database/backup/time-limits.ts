import type { QueryRunner } from "typeorm";

/** Until the transaction ends: copying a large table, or waiting for who reads or sends it, outlasts the limits of ordinary statements. */
export async function withoutTimeLimit(runner: QueryRunner): Promise<void> {
  await runner.query("set local statement_timeout = 0");
  await runner.query("set local idle_in_transaction_session_timeout = 0");
}
