import { sentenceOf } from "../../../src/segments/rule-tree.ts";
import { latestFirst, type PageArgs, pageOf } from "./pages.ts";
import { meets, type Rule, readsPersonal, segmentsIn } from "./rules.ts";
import type { CustomerRow, MembershipChangeRow, SegmentRow } from "./tables.ts";
import { byText, idOf, only, seesPersonal, type Things } from "./things.ts";

const SMALLEST = 10;

const membershipsOf = ({ id }: SegmentRow, { tables }: Things) =>
  tables.memberships.filter(({ segment_id }) => segment_id === id);

/** Of fewer than ten people an analyst is told nothing. */
const isSuppressed = (row: SegmentRow, things: Things): boolean =>
  !seesPersonal(things) && membershipsOf(row, things).length < SMALLEST;

export function segmentOf(row: SegmentRow, things: Things): object {
  const suppressed = isSuppressed(row, things);
  const withheld = !seesPersonal(things) && readsPersonal(row.rule);
  return {
    __typename: "Segment",
    id: idOf("seg", row.id),
    key: row.key,
    name: row.name,
    description: row.description,
    kind: row.kind,
    rule: withheld ? null : row.rule,
    ruleText: withheld ? "Customers whom a rule chooses that reads personal data." : row.rule_text,
    status: row.status,
    size: suppressed ? null : membershipsOf(row, things).length,
    suppressed,
    model: null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    refreshedAt: row.refreshed_at?.toISOString() ?? null,
    members: (args: PageArgs) => membersOf(things, args, row, suppressed),
    membershipChanges: (args: PageArgs & { since?: string | null }) => changesOf(things, args, row, suppressed),
  };
}

function membersOf(things: Things, args: PageArgs, segment: SegmentRow, suppressed: boolean): object {
  const members = new Set(membershipsOf(segment, things).map(({ customer_id }) => customer_id));
  const list = {
    order: "FIRST_SEEN_DESC",
    all: latestFirst(things.tables.customers, (row) => row.first_seen_at),
    has: (row: CustomerRow) => !suppressed && members.has(row.id) && row.merged_into === null && row.erased_at === null,
    id: ({ id }: CustomerRow) => idOf("cus", id),
    show: things.customer,
  };
  return pageOf(list, args, things);
}

/** The API shows no ids of changes: whose it is, of which segment, and what became of it, is its name here. */
function changesOf(
  things: Things,
  { since, ...args }: PageArgs & { since?: string | null },
  segment: SegmentRow,
  suppressed: boolean,
): object {
  const { tables } = things;
  const from = since === undefined || since === null ? Number.NEGATIVE_INFINITY : Date.parse(String(since));
  const list = {
    order: "NUMBER_DESC",
    all: tables.membershipChanges.toSorted((left, right) => Number(right.number) - Number(left.number)),
    has: (row: MembershipChangeRow) => !suppressed && row.segment_id === segment.id && row.at.getTime() >= from,
    id: ({ customer_id, segment_id, change }: MembershipChangeRow) =>
      [idOf("cus", customer_id), idOf("seg", segment_id), change].join(" "),
    show: (row: MembershipChangeRow) => ({
      customer: () => things.customer(only(tables.customers.find(({ id }) => id === row.customer_id))),
      segment: () => segmentOf(only(tables.segments.find(({ id }) => id === row.segment_id)), things),
      change: row.change,
      at: row.at.toISOString(),
    }),
  };
  return pageOf(list, args, things);
}

/** Those in which a customer is, without those of which nothing is told. */
export function segmentsOf(things: Things, { id }: CustomerRow): object[] {
  const own = things.tables.memberships.filter(({ customer_id }) => customer_id === id);
  return things.tables.segments
    .filter((row) => own.some(({ segment_id }) => segment_id === row.id) && !isSuppressed(row, things))
    .sort((left, right) => byText(left.key, right.key))
    .map((row) => segmentOf(row, things));
}

function namesIn({ tables }: Things) {
  const keys = new Map(tables.segments.map(({ id, key }) => [idOf("seg", id), JSON.stringify(key)]));
  const skus = new Map(tables.products.map(({ id, sku }) => [idOf("prd", id), JSON.stringify(sku)]));
  return { segment: (id: string) => keys.get(id) ?? id, product: (id: string) => skus.get(id) ?? id };
}

/** Whom a rule chooses. */
export function previewOf(things: Things, rule: Rule): object {
  const listed = latestFirst(things.tables.customers, (row) => row.first_seen_at).filter(
    (row) => row.merged_into === null && row.erased_at === null,
  );
  const chosen = listed.filter((row) => meets(rule, row, things));
  const left = listed.length - chosen.length;
  const named = things.tables.segments.filter(({ id }) => segmentsIn(rule).includes(idOf("seg", id)));
  const few =
    chosen.length < SMALLEST ||
    (left > 0 && left < SMALLEST) ||
    named.some((row) => membershipsOf(row, things).length < SMALLEST);
  const suppressed = !seesPersonal(things) && few;
  return {
    size: suppressed ? null : chosen.length,
    share: suppressed ? null : chosen.length / listed.length,
    suppressed,
    sample: suppressed ? [] : chosen.slice(0, 10).map(things.customer),
    ruleText: sentenceOf(rule, namesIn(things)), // sentences are held to what they are in a test of their own
  };
}

export function segmentPages(things: Things, { status, ...args }: PageArgs & { status?: string | null }): object {
  const list = {
    order: "KEY_ASC",
    all: things.tables.segments.toSorted((left, right) => byText(left.key, right.key)),
    has: (row: SegmentRow) => (status ?? row.status) === row.status,
    id: ({ id }: SegmentRow) => idOf("seg", id),
    show: (row: SegmentRow) => segmentOf(row, things),
  };
  return pageOf(list, args, things);
}

export function segmentAsked(
  things: Things,
  { id, key }: { readonly id?: string | null; readonly key?: string | null },
): object | null {
  const found = things.tables.segments.find((row) => idOf("seg", row.id) === id || row.key === key);
  return found === undefined ? null : segmentOf(found, things);
}
