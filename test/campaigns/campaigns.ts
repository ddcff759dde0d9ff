import { expect } from "vitest";
import { aSegment } from "../segments/segments.ts";
import type { TestApp } from "../support/app.ts";
import { aTouchpoint, record } from "../support/builders.ts";

export const PAYLOAD = `campaign { id name goal status segment { id } channels startsAt endsAt holdoutShare
    frequencyCap { messages perDays } quietHours { from to timeZone } budget { amount currency } costPerMessage { amount currency }
    spent { amount currency } attributionDays version variants { id name weight channel subject body recommendationSlots } }
  userErrors { code message path ... on NotAllowedInState { status allowed } }`;

export const CREATE = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { ${PAYLOAD} } }`;
export const UPDATE = `mutation ($input: UpdateCampaignInput!) { updateCampaign(input: $input) { ${PAYLOAD} } }`;

type Move = "launch" | "pause" | "resume" | "cancel";

const moveOf = (move: Move) =>
  `mutation ($input: CampaignActionInput!) { ${move}Campaign(input: $input) { campaign { status version } userErrors { code message path ... on NotAllowedInState { status allowed } } } }`;

/** Asks for a move, and gives its payload. */
export async function move(app: TestApp, move: Move, id: string) {
  const data = await app.query(moveOf(move), { input: { id } });
  return data[`${move}Campaign`];
}

export const anEmail = (given: object = {}) => ({
  name: "A",
  channel: "EMAIL",
  subject: "Hello",
  body: "Hello {{ customer.firstName | default: 'there' }}",
  ...given,
});

/** Makes a campaign that must be made, and gives its id: one e-mail to everybody, nobody held out. */
export async function aCampaign(app: TestApp, given: object = {}): Promise<string> {
  const { segmentId, ...others } = { segmentId: undefined, ...given };
  const input = {
    name: "Spring",
    segmentId: segmentId ?? (await everybody(app)),
    holdoutShare: 0,
    variants: [anEmail()],
    ...others,
  };
  const { createCampaign } = await app.query(CREATE, { input });
  expect(createCampaign.userErrors).toEqual([]);
  return createCampaign.campaign.id;
}

/** The same, launched, with its messages sent. */
export async function launched(app: TestApp, given: object = {}): Promise<string> {
  const id = await aCampaign(app, given);
  expect((await move(app, "launch", id)).userErrors).toEqual([]);
  await app.settle();
  return id;
}

/** A segment of all who have ever seen a page. */
export const everybody = (app: TestApp): Promise<string> =>
  aSegment(app, { rule: { behaviour: { did: "PAGE_VIEWED" } } });

const CONSENT = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { message } } }`;

/** What somebody says of marketing, on a channel or on all. */
export async function consent(app: TestApp, user: string, status: string, given: object = {}): Promise<void> {
  const input = { identity: { kind: "USER_ID", value: user }, purpose: "MARKETING", status, source: "shop", ...given };
  const { recordConsent } = await app.query(CONSENT, { input });
  expect(recordConsent.userErrors).toEqual([]);
}

/** People who have seen a page, who have an e-mail address, and who want to hear of the shop. */
export async function people(app: TestApp, ...users: string[]): Promise<void> {
  await record(
    app,
    ...users.map((user) =>
      aTouchpoint({
        identities: [
          { kind: "USER_ID", value: user },
          { kind: "EMAIL", value: `${user}@example.com` },
        ],
      }),
    ),
  );
  for (const user of users) await consent(app, user, "GRANTED");
}

export interface Assignment {
  readonly customer: { readonly id: string; readonly identities: readonly { kind: string; value: string }[] };
  readonly variant: { readonly name: string } | null;
  readonly status: string;
  readonly suppression: string | null;
  readonly sentAt: string | null;
  readonly subject: string | null;
  readonly body: string | null;
  readonly convertedAt: string | null;
}

const ASSIGNMENTS = `query ($id: ID!, $after: String) { campaign(id: $id) { assignments(first: 100, after: $after) {
  nodes { customer { id identities { kind value } } variant { name } status suppression sentAt subject body convertedAt }
  pageInfo { hasNextPage endCursor } totalCount } } }`;

/** user -> their assignment. */
export async function assignmentsOf(app: TestApp, id: string): Promise<Map<string, Assignment>> {
  const found = new Map<string, Assignment>();
  let after: string | null = null;
  do {
    const { campaign }: Awaited<ReturnType<TestApp["query"]>> = await app.query(ASSIGNMENTS, { id, after });
    for (const node of campaign.assignments.nodes as Assignment[]) {
      found.set(node.customer.identities.find(({ kind }) => kind === "USER_ID")?.value ?? node.customer.id, node);
    }
    after = campaign.assignments.pageInfo.hasNextPage ? campaign.assignments.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

/** user -> what has become of their message, and why not. */
export async function statesOf(app: TestApp, id: string): Promise<Record<string, string>> {
  const assignments = await assignmentsOf(app, id);
  return Object.fromEntries(
    [...assignments]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([user, { status, suppression }]) => [user, suppression === null ? status : `${status} ${suppression}`]),
  );
}

export const ESTIMATE = "{ value low high confidence }";

export const REPORT = `query ($id: ID!) { campaign(id: $id) { status spent { amount currency } report {
  audience heldOut pending failed unknown sent delivered opened clicked converted suppressed { reason customers }
  revenue { amount currency } cost { amount currency }
  lift { treatedRate controlRate absolute ${ESTIMATE} relative pValue adjusted ${ESTIMATE} sequential ${ESTIMATE} sequentialPValue revenuePerCustomer ${ESTIMATE} enoughData }
  variants { variant { name } sent converted rate ${ESTIMATE} probabilityBest } } } }`;

export async function reportOf(app: TestApp, id: string) {
  const { campaign } = await app.query(REPORT, { id });
  return campaign.report;
}

/** What the sandbox has been given, by the customer's address. */
export const sandbox = (
  app: TestApp,
): Promise<
  { address: string; subject: string; html: string | null; body: string; headers: Record<string, string> }[]
> => app.dataSource.query("select address, subject, html, body, headers from sandbox_message order by address");
