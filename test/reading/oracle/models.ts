import { latestFirst, type PageArgs, pageOf } from "./pages.ts";
import type { JobRow, ModelRow } from "./tables.ts";
import { byText, idOf, type Things } from "./things.ts";

export const modelOf = (row: ModelRow): object => ({
  __typename: "Model",
  id: idOf("mdl", row.id),
  kind: row.kind,
  version: String(row.version),
  trainedAt: row.trained_at.toISOString(),
  trainingRows: row.training_rows,
  parameters: row.parameters,
  metrics: row.metrics,
  active: row.active,
});

export const modelsOf = ({ tables }: Things, { kind }: { readonly kind?: string | null }): readonly object[] =>
  tables.models
    .filter((row) => (kind ?? row.kind) === row.kind)
    .sort((left, right) => byText(left.kind, right.kind) || right.version - left.version)
    .map(modelOf);

export const jobOf = (row: JobRow, { tables }: Things): object => ({
  __typename: "Job",
  id: idOf("job", row.id),
  kind: row.kind,
  state: row.state,
  done: row.done,
  message: row.message,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
  error: row.error,
  model: () => tables.models.filter(({ job_id }) => job_id === row.id).map(modelOf)[0] ?? null,
});

export function jobPages(things: Things, args: PageArgs & { readonly state?: string | null }): object {
  const list = {
    order: "CREATED_DESC",
    all: latestFirst(things.tables.jobs, (row) => row.created_at),
    has: ({ state }: JobRow) => (args.state ?? state) === state,
    id: ({ id }: JobRow) => idOf("job", id),
    show: (row: JobRow) => jobOf(row, things),
  };
  return pageOf(list, args, things);
}
