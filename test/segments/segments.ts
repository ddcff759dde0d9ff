import { expect } from "vitest";
import type { TestApp } from "../support/app.ts";

const PAYLOAD =
  "segment { id key name description kind rule ruleText status size version } userErrors { code message path }";

export const CREATE = `mutation ($input: CreateSegmentInput!) { createSegment(input: $input) { ${PAYLOAD} } }`;
export const UPDATE = `mutation ($input: UpdateSegmentInput!) { updateSegment(input: $input) { ${PAYLOAD} } }`;
export const ARCHIVE = `mutation ($input: ArchiveSegmentInput!) { archiveSegment(input: $input) { ${PAYLOAD} } }`;

let made = 0;

/** Makes a segment that must be made, and gives its id. */
export async function aSegment(app: TestApp, given: object): Promise<string> {
  made += 1;
  const { createSegment } = await app.query(CREATE, { input: { key: `segment-${made}`, name: "A segment", ...given } });
  expect(createSegment.userErrors).toEqual([]);
  return createSegment.segment.id;
}

const MEMBERS = `query ($id: ID!, $after: String) {
  segment(id: $id) { members(first: 100, after: $after) { nodes { identities { kind value } } pageInfo { hasNextPage endCursor } totalCount } }
}`;

interface Node {
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
}

const userId = ({ identities }: Node): string => identities.find(({ kind }) => kind === "USER_ID")?.value ?? "";

/** The user ids of a segment's members, sorted. */
export async function membersOf(app: TestApp, id: string): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const { segment }: Awaited<ReturnType<TestApp["query"]>> = await app.query(MEMBERS, { id, after });
    found.push(...segment.members.nodes.map(userId));
    after = segment.members.pageInfo.hasNextPage ? segment.members.pageInfo.endCursor : null;
  } while (after !== null);
  return found.sort();
}

const CHOSEN = `query ($filter: SegmentRuleInput, $after: String) {
  customers(first: 100, after: $after, filter: $filter) { nodes { identities { kind value } } pageInfo { hasNextPage endCursor } }
}`;

/** The user ids of those whom a rule chooses in the list of customers, sorted. */
export async function chosenBy(app: TestApp, filter: object): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const { customers }: Awaited<ReturnType<TestApp["query"]>> = await app.query(CHOSEN, { filter, after });
    found.push(...customers.nodes.map(userId));
    after = customers.pageInfo.hasNextPage ? customers.pageInfo.endCursor : null;
  } while (after !== null);
  return found.sort();
}

const CHANGES = `query ($id: ID!, $since: DateTime) {
  segment(id: $id) { membershipChanges(first: 100, since: $since) { nodes { change at customer { identities { kind value } } } } }
}`;

/** Who entered and left, the first first: such as "ada ENTERED 2026-06-15T12:00:00.000Z". */
export async function changesOf(app: TestApp, id: string, since?: string): Promise<string[]> {
  const { segment } = await app.query(CHANGES, { id, since: since ?? null });
  return segment.membershipChanges.nodes
    .map(
      ({ change, at, customer }: { change: string; at: string; customer: Node }) =>
        `${userId(customer)} ${change} ${at}`,
    )
    .reverse();
}

const PREVIEW =
  "query ($rule: SegmentRuleInput!) { previewSegment(rule: $rule) { size share suppressed ruleText sample { identities { kind value } } } }";

export const preview = (app: TestApp, rule: object, as: Parameters<TestApp["send"]>[2] = "ADMIN") =>
  app.send(PREVIEW, { rule }, as);
