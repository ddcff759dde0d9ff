import type { EntityManager } from "typeorm";
import { run } from "../database/run.ts";
import { sql } from "../database/sql.ts";
import { inTransaction } from "../database/transaction.ts";
import type { JobTask, Schedule } from "../jobs/index.ts";
import { readActive } from "./model.store.ts";
import { trainAll, trainingKind } from "./train-model.ts";
import type { TrainsModels } from "./trains-models.ts";

const KIND = "TRAIN_DUE";
const HOUR = 3_600_000;
/** How long a served model is good for, and how soon a shop without one tries again. */
const [GOOD_FOR, TRY_AGAIN] = [24 * HOUR, HOUR];

/** Looks every ten minutes whether a training is due: a new shop gets its first models soon, everybody fresh ones every day. */
export const trainsDue: Schedule = { kind: KIND, at: "*/10 * * * *" };

export const trainDueTask = (trainers: readonly TrainsModels[]): JobTask => ({
  kind: KIND,
  about: "Asks for the trainings that are due.",
  run: ({ dataSource, clock }) =>
    inTransaction(dataSource, async (manager) => {
      const due = await readDue(manager, trainers, clock());
      const kinds = due.map(({ kind }) => kind);
      await trainAll(manager, kinds, clock());
      return kinds.length === 0 ? "no training is due" : `asked for ${kinds.join(", ")}`;
    }),
});

/** Those that were not tried of late, in a shop where anything has ever happened to a product. */
async function readDue(manager: EntityManager, trainers: readonly TrainsModels[], now: Date): Promise<TrainsModels[]> {
  const rows = await run<{ kind: string; tried_at: Date }>(
    manager,
    sql`select j.kind, max(j.created_at) as tried_at from job j
        where j.kind = any(${trainers.map(({ kind }) => trainingKind(kind))}::text[]) group by j.kind`,
  );
  const tried = new Map(rows.map(({ kind, tried_at }) => [kind, tried_at.getTime()]));
  const served = await readActive(manager);
  const due = trainers.filter(({ kind }) => {
    const trainedAt = served[kind]?.trainedAt.getTime() ?? 0;
    return trainedAt <= now.getTime() - GOOD_FOR && (tried.get(trainingKind(kind)) ?? 0) <= now.getTime() - TRY_AGAIN;
  });
  return due.length > 0 && (await hasTouches(manager)) ? due : [];
}

async function hasTouches(manager: EntityManager): Promise<boolean> {
  const rows = await run(
    manager,
    sql`select 1 from touchpoint t where t.product_id is not null or t.order_number is not null limit 1`,
  );
  return rows.length > 0;
}
