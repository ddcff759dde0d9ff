import { expect, test } from "vitest";
import { whyUnavailable } from "../../src/database/unavailable.ts";
import { aDatabase } from "../support/database.ts";

/** What the work fails with. */
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((error: unknown) => error);

const END_OTHERS = `select pg_terminate_backend(pid) as ended from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

test("a connection that is ended under a statement is a database that is not there", async () => {
  const { dataSource } = await aDatabase();

  const failure = failureOf(dataSource.query("select pg_sleep(600)"));
  await expect.poll(() => dataSource.query(END_OTHERS)).toContainEqual({ ended: true });

  expect(whyUnavailable(await failure)).toBe("57P01");
});

test("a connection that breaks between two statements of a transaction is one too, and the next transaction has another", async () => {
  const { dataSource } = await aDatabase();

  const failure = failureOf(
    dataSource.transaction(async (manager) => {
      await manager.query("select 1");
      await dataSource.query(END_OTHERS);
      await expect
        .poll(() => failureOf(manager.query("select 1")))
        .toHaveProperty("name", "QueryRunnerProviderAlreadyReleasedError");
      await manager.query("select 1");
    }),
  );

  expect(whyUnavailable(await failure)).toBe("the connection broke between two statements");
  expect(await dataSource.transaction((manager) => manager.query("select 1 as one"))).toEqual([{ one: 1 }]);
});

test("a statement that is wrong is no outage", async () => {
  const { dataSource } = await aDatabase();

  const failure = await failureOf(dataSource.query("select nothing"));

  expect(failure).toBeInstanceOf(Error);
  expect(whyUnavailable(failure)).toBeUndefined();
});
