import { type Sql, sql } from "../database/sql.ts";
import { enumOf } from "../graphql/enums.ts";
import { EVERYONE, PEOPLE_READERS } from "../graphql/roles.ts";
import { jobType } from "../jobs/index.ts";
import {
  column,
  enumeration,
  expression,
  extend,
  extendAll,
  extendQuery,
  id,
  list,
  one,
  projection,
} from "../reading/index.ts";
import { Model } from "./model.entity.ts";
import { MODEL_KINDS } from "./model-kinds.ts";

export const modelKindEnum = enumOf("ModelKind", "What a model is for.", MODEL_KINDS);

export const modelType = projection<Sql>("Model", {
  about: "What was learned at one time, with what, and how well it did.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "mdl",
    roles: PEOPLE_READERS,
    table: "model",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

const metricType = projection<Sql>("ModelMetric", {
  about: "A figure of a model; the protocol says how it was measured.",
  roles: PEOPLE_READERS,
});
extendAll(metricType, {
  name: expression(
    "String",
    { about: "Which figure, such as ndcg@20 or ece; docs/science.md says what each is." },
    (row) => sql`${row}.value ->> 'name'`,
  ),
  value: expression("Float", { about: "The model's." }, (row) => sql`(${row}.value ->> 'value')::float8`),
  baseline: expression(
    "Float",
    {
      about: "The same figure without the model, by what the protocol says; null where there is none.",
      nullable: true,
    },
    (row) => sql`(${row}.value ->> 'baseline')::float8`,
  ),
  protocol: expression("String", { about: "How it was measured." }, (row) => sql`${row}.value ->> 'protocol'`),
});

extendAll(modelType, {
  id: id("mdl", { about: "Carries the type: mdl_ and 32 hex digits.", roles: EVERYONE }),
  kind: enumeration(modelKindEnum, { about: "What it is for." }, (row) => sql`${row}.kind`),
  version: expression(
    "String",
    { about: "Counted from 1, for each kind by itself." },
    (row) => sql`${row}.version::text`,
  ),
  trainedAt: column(Model, "trainedAt", "DateTime", { about: "When its training ended." }),
  trainingRows: column(Model, "trainingRows", "Int", {
    about: "How many rows it has learned from: touches of products, or for CUSTOMER_CLUSTERS customers.",
  }),
  parameters: column(Model, "parameters", "JSONObject", {
    about:
      "What it was trained with, and what it learned that can be told in figures: settings, weights, bytes in memory.",
  }),
  metrics: list<Sql>(() => metricType, {
    about: "How well it does, in the order of their importance.",
    table: (model) => sql`select * from jsonb_array_elements(${model}.metrics) with ordinality as m (value, place)`,
    order: (row) => sql`${row}.place`,
  }),
  active: column(Model, "active", "Boolean", { about: "Whether it is the version of its kind that is served." }),
});

extend(
  jobType,
  "model",
  one<Sql>(() => modelType, {
    about:
      "The model that it trained; null for other work, until it has succeeded, and when the version is no longer kept.",
    nullable: true,
    table: "model",
    where: (row, job) => sql`${row}.job_id = ${job}.id`,
  }),
);

extendQuery<{ kind?: string | null }>("models", {
  ...list<undefined, { kind?: string | null }>(() => modelType, {
    about: "The versions that are kept of each kind, by kind, the newest first.",
    args: { kind: { type: () => modelKindEnum, about: "Only of this kind." } },
    table: "model",
    where: (row, _parent, { args: { kind } }) =>
      kind === undefined || kind === null ? sql`true` : sql`${row}.kind = ${kind}`,
    order: (row) => sql`${row}.kind, ${row}.version desc`,
  }),
  roles: PEOPLE_READERS,
});
