import { customerType, isListed, NEWEST_CUSTOMERS } from "../customers/index.ts";
import { and, bound, literal, raw, type Sql, sql } from "../database/sql.ts";
import { enumOf } from "../graphql/enums.ts";
import { EVERYONE, type HasRole, mayReadPersonal, PEOPLE_READERS } from "../graphql/roles.ts";
import { DateTimeScalar } from "../graphql/scalars.ts";
import { modelType } from "../models/index.ts";
import {
  column,
  enumeration,
  expression,
  extend,
  extendAll,
  id,
  list,
  type Order,
  one,
  page,
  projection,
} from "../reading/index.ts";
import { Segment, SegmentMembershipChange } from "./segment.entity.ts";
import { MEMBERSHIP_CHANGES, SEGMENT_KINDS, SEGMENT_STATUSES, SMALLEST_GROUP } from "./segment.ts";

export const segmentKindEnum = enumOf("SegmentKind", "What says who is in a segment.", SEGMENT_KINDS);
export const segmentStatusEnum = enumOf("SegmentStatus", "Whether a segment is in use.", SEGMENT_STATUSES);
const membershipChangeEnum = enumOf("MembershipChange", "What has become of a membership.", MEMBERSHIP_CHANGES);

export const segmentType = projection<Sql>("Segment", {
  about: "A group of customers, whose members stay true by themselves.",
  roles: PEOPLE_READERS,
  node: {
    prefix: "seg",
    roles: PEOPLE_READERS,
    table: "segment",
    where: (row, uuids) => sql`${row}.id = any(${uuids}::uuid[])`,
  },
});

const membersOf = (segment: Sql): Sql => sql`from segment_membership m where m.segment_id = ${segment}.id`;

/** Whether so few are in it that who may not read personal data is told nothing of them. */
const isSuppressed = (segment: Sql, viewer: HasRole): Sql =>
  mayReadPersonal(viewer)
    ? raw("false")
    : sql`(select count(*) from (select ${membersOf(segment)} limit ${raw(String(SMALLEST_GROUP))}) few) < ${raw(String(SMALLEST_GROUP))}`;

const isTold = (segment: Sql, viewer: HasRole): Sql | undefined =>
  mayReadPersonal(viewer) ? undefined : sql`not ${isSuppressed(segment, viewer)}`;

const WITHHELD = "Customers whom a rule chooses that reads personal data.";
const SUPPRESSED = `suppressed: fewer than ${SMALLEST_GROUP} people, for roles that may not read personal data`;

extendAll(segmentType, {
  id: id("seg", { about: "Carries the type: seg_ and 32 hex digits.", roles: EVERYONE }),
  key: column(Segment, "key", "String", { about: "Its short name for programs, such as big-spenders; never changes." }),
  name: column(Segment, "name", "String", { about: "Its name for people." }),
  description: column(Segment, "description", "String", {
    about: "What it is for; null where nobody said.",
    nullable: true,
  }),
  kind: enumeration(segmentKindEnum, { about: "What says who is in it." }, (row) => sql`${row}.kind`),
  rule: expression(
    "JSONObject",
    {
      about:
        "As it was given, in the form of SegmentRuleInput; null for STATIC and CLUSTER, and where it reads personal data for roles that may not.",
      nullable: true,
    },
    (row, { reader: { viewer } }) =>
      mayReadPersonal(viewer) ? sql`${row}.rule` : sql`case when not ${row}.personal then ${row}.rule end`,
  ),
  ruleText: expression(
    "String",
    { about: "Who is in it, in one sentence; one that tells nothing where rule is withheld." },
    (row, { reader: { viewer } }) =>
      mayReadPersonal(viewer)
        ? sql`${row}.rule_text`
        : sql`case when ${row}.personal then ${literal(WITHHELD)} else ${row}.rule_text end`,
  ),
  status: enumeration(segmentStatusEnum, { about: "Whether it is in use." }, (row) => sql`${row}.status`),
  size: expression(
    "Int",
    { about: `How many members it has, counted when asked; null where it is ${SUPPRESSED}.`, nullable: true },
    (row, { reader: { viewer } }) =>
      sql`(select case when ${isSuppressed(row, viewer)} then null else count(*) end ${membersOf(row)})`,
  ),
  suppressed: expression(
    "Boolean",
    {
      about: `Whether nothing is told of its members: it has fewer than ${SMALLEST_GROUP} people, and the role may not read personal data.`,
    },
    (row, { reader: { viewer } }) => isSuppressed(row, viewer),
  ),
  model: one<Sql>(() => modelType, {
    about: "The model that found it; null unless it is a CLUSTER, and when the version is no longer kept.",
    nullable: true,
    table: "model",
    where: (row, segment) => sql`${row}.id = ${segment}.model_id`,
  }),
  version: column(Segment, "version", "Int", { about: "Counts its changes from 1; for expectedVersion." }),
  createdAt: column(Segment, "createdAt", "DateTime", { about: "When it was made." }),
  updatedAt: column(Segment, "updatedAt", "DateTime", { about: "When what it is was last changed." }),
  refreshedAt: column(Segment, "refreshedAt", "DateTime", {
    about:
      "When all its members were last worked out from scratch; since then each change is taken up as it comes. Null until they first were.",
    nullable: true,
  }),
  members: page<Sql>(customerType, {
    about: `Its members, the newest customers first; empty where it is ${SUPPRESSED}.`,
    forwardOnly: true,
    table: "customer",
    key: "id",
    order: () => NEWEST_CUSTOMERS,
    where: (row, segment, { reader: { viewer } }) =>
      and([sql`${row}.id in (select m.customer_id ${membersOf(segment)})`, isListed(row), isTold(segment, viewer)]),
  }),
});

export const membershipChangeType = projection<Sql>("SegmentMembershipChange", {
  about: "A customer entered a segment or left it.",
  roles: PEOPLE_READERS,
});

extendAll(membershipChangeType, {
  customer: one<Sql>(() => customerType, {
    about: "Who.",
    table: "customer",
    where: (row, change) => sql`${row}.id = ${change}.customer_id`,
  }),
  segment: one<Sql>(() => segmentType, {
    about: "Which segment.",
    table: "segment",
    where: (row, change) => sql`${row}.id = ${change}.segment_id`,
  }),
  change: enumeration(membershipChangeEnum, { about: "What happened." }, (row) => sql`${row}.change`),
  at: column(SegmentMembershipChange, "at", "DateTime", { about: "As of when it is so." }),
});

const LATEST_FIRST: Order = {
  name: "NUMBER_DESC",
  direction: "desc",
  keys: ["bigint"],
  values: (row) => [sql`${row}.number`],
};

extend(
  segmentType,
  "membershipChanges",
  page<Sql, { since?: Date | null }>(membershipChangeType, {
    about: `Who entered and who left, the latest first; empty where it is ${SUPPRESSED}.`,
    args: { since: { type: () => DateTimeScalar, about: "Only from this moment on." } },
    forwardOnly: true,
    table: "segment_membership_change",
    key: "customer_id, number",
    order: () => LATEST_FIRST,
    where: (row, segment, { args: { since }, reader: { viewer } }) =>
      and([
        sql`${row}.segment_id = ${segment}.id`,
        since === undefined || since === null ? undefined : sql`${row}.at >= ${bound(since)}::timestamptz`,
        isTold(segment, viewer),
      ]),
  }),
);

extend(
  customerType,
  "segments",
  list<Sql>(() => segmentType, {
    about: `The segments in which the customer is, by key; without those that are ${SUPPRESSED}.`,
    table: (customer, { reader: { viewer } }) =>
      sql`select s.* from segment_membership m join segment s on s.id = m.segment_id
        where ${and([sql`m.customer_id = ${customer}.id`, isTold(raw("s"), viewer)])}`,
    order: (row) => sql`${row}.key`,
  }),
);
