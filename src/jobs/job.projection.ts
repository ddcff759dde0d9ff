import { GraphQLID } from "graphql";
import { and, type Sql, sql } from "../database/sql.ts";
import { enumOf } from "../graphql/enums.ts";
import { fromId } from "../graphql/ids.ts";
import { EVERYONE, PEOPLE_READERS } from "../graphql/roles.ts";
import {
  column,
  enumeration,
  extendAll,
  extendQuery,
  id,
  type Order,
  one,
  page,
  projection,
} from "../reading/index.ts";
import { Job, type JobState } from "./job.entity.ts";

const STATES = {
  QUEUED: "It waits for its turn.",
  RUNNING: "It is being done.",
  SUCCEEDED: "It is done.",
  FAILED: "It could not be done; error says why.",
  CANCELLED: "Somebody cancelled it; what was not finished was dropped.",
} as const satisfies Record<JobState, string>;

const jobState = enumOf("JobState", "What has become of a job.", STATES);

/** Jobs tell of the shop's own work and of nobody's data. */
export const jobType = projection<Sql>("Job", {
  about: "Work that takes longer than a request, such as the training of a model.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "job",
    roles: PEOPLE_READERS,
    table: "job",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

extendAll(jobType, {
  id: id("job", { roles: EVERYONE, about: "Carries the type: job_ and 32 hex digits." }),
  kind: column(Job, "kind", "String", { about: "What is done, such as TRAIN_HYBRID; one of a kind runs at a time." }),
  state: enumeration(jobState, { about: "What has become of it." }, (row) => sql`${row}.state`),
  done: column(Job, "done", "Float", { about: "The share that is done, 0 to 1." }),
  message: column(Job, "message", "String", { about: "What it is at, or what came of it; empty before it begins." }),
  createdAt: column(Job, "createdAt", "DateTime", { about: "When it was asked for." }),
  startedAt: column(Job, "startedAt", "DateTime", {
    about: "When it last began; null where it never has. A job that a crash cut short begins again.",
    nullable: true,
  }),
  finishedAt: column(Job, "finishedAt", "DateTime", { about: "When it ended; null until then.", nullable: true }),
  error: column(Job, "error", "String", { about: "Why it failed; null unless it has.", nullable: true }),
});

const NEWEST_FIRST: Order = {
  name: "CREATED_DESC",
  direction: "desc",
  keys: ["timestamptz", "uuid"],
  values: (row) => [sql`${row}.created_at`, sql`${row}.id`],
};

extendQuery<{ id: string }>("job", {
  ...one<undefined, { id: string }>(() => jobType, {
    about: "One job; null where there is none.",
    nullable: true,
    args: { id: { type: () => GraphQLID, about: "The job's id.", required: true } },
    table: "job",
    where: (row, _parent, { args }) => sql`${row}.id = ${fromId("job", args.id) ?? null}::uuid`,
  }),
  roles: PEOPLE_READERS,
});

extendQuery("jobs", {
  ...page<undefined, { state?: string | null }>(jobType, {
    about: "The jobs, the newest first.",
    args: { state: { type: () => jobState, about: "Only those in this state." } },
    forwardOnly: true,
    table: "job",
    key: "id",
    order: () => NEWEST_FIRST,
    where: (row, _parent, { args: { state } }) =>
      and([state === undefined || state === null ? undefined : sql`${row}.state = ${state}`]),
  }),
  roles: PEOPLE_READERS,
});
