import { aCampaign, anEmail, move } from "../campaigns/campaigns.ts";
import { aSegment } from "../segments/segments.ts";
import { NOW, type TestApp } from "../support/app.ts";
import { anOrder, aTouchpoint, gbp, record } from "../support/builders.ts";

const OTHERS = ["bea", "cyd", "dot", "eve", "fay", "gus"];
const [LAUNCH, AFTER, BEFORE] = ["2026-06-01T00:00:00.000Z", "2026-06-02T00:00:00.000Z", "2026-05-20T00:00:00.000Z"];

/** What becomes of each of seven customers, in the order in which they became known: every end once, and two who are held out. */
const ENDS = [
  "variant_id = v.id, status = 'DELIVERED', subject = 'Hello', body = 'Hello Ada', sent_at = a.due_at, opened_at = a.due_at, clicked_at = a.due_at",
  "variant_id = v.id, status = 'PENDING'",
  "variant_id = v.id, status = 'FAILED'",
  "variant_id = v.id, status = 'UNKNOWN', sent_at = a.due_at",
  "variant_id = v.id, status = 'SUPPRESSED', suppression = 'NO_CONSENT'",
  "variant_id = null, status = 'HELD_OUT', suppression = 'HELD_OUT'",
  "variant_id = null, status = 'HELD_OUT', suppression = 'HELD_OUT'",
];

/**
 * A campaign of which there is everything that a report can tell, to seven people, of whom the given customer is the first: too few for
 * an analyst to be told of. Nothing sends messages here, so that it says itself what has become of them.
 */
export async function aLaunchedCampaign(app: TestApp, customer: string): Promise<string> {
  for (const [place, user] of OTHERS.entries()) {
    app.setNow(new Date(NOW.getTime() + 1000 * (place + 1))); // ids are in the order of their moments
    await record(app, seen(user));
  }
  await record(app, ...["bea", "fay"].map(bought), ...["cyd", "fay"].map(boughtBefore));
  const id = await aCampaign(app, await settings(app, customer));
  app.setNow(new Date(LAUNCH));
  await move(app, "launch", id);
  app.setNow(NOW);
  for (const [place, end] of ENDS.entries()) {
    await app.dataSource.query(`update campaign_assignment a set ${end} from campaign_variant v
      where v.campaign_id = a.campaign_id
        and a.customer_id = (select customer_id from campaign_assignment order by customer_id limit 1 offset ${place})`);
  }
  return id;
}

const as = (user: string) => ({ identities: [{ kind: "USER_ID", value: user }] });
const seen = (user: string) => aTouchpoint({ ...as(user), messageId: `${user} seen`, occurredAt: BEFORE });
const bought = (user: string) => anOrder(`${user}-1`, { ...as(user), occurredAt: AFTER });
const boughtBefore = (user: string) => anOrder(`${user}-0`, { ...as(user), occurredAt: BEFORE });

const IDS = "{ customers(first: 100) { nodes { id identities { kind } } } }";

async function settings(app: TestApp, customer: string): Promise<object> {
  const { customers } = await app.query(IDS);
  const others = customers.nodes.map(({ id }: { id: string }) => id).filter((id: string) => id !== customer);
  return {
    segmentId: await aSegment(app, { customerIds: [customer, ...others] }),
    goal: "ORDER_COMPLETED",
    startsAt: LAUNCH,
    endsAt: "2026-12-31T00:00:00.000Z",
    attributionDays: 30,
    holdoutShare: 0.2,
    frequencyCap: { messages: 1, perDays: 30 },
    quietHours: { from: "21:00", to: "08:00", timeZone: "Europe/London" },
    budget: gbp("100"),
    costPerMessage: gbp("0.05"),
    variants: [anEmail()],
  };
}
