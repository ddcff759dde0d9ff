import { aCampaign, anEmail, move } from "../../campaigns/campaigns.ts";
import { NOW, type TestApp } from "../../support/app.ts";
import { aTouchpoint, gbp, record } from "../../support/builders.ts";
import { day } from "./catalogue.ts";

const HTML = `<h1>{{ campaign.name }}</h1><p>{{ customer.displayName | default: "you" }} of {{ customer.address.city | default: "here" }}
{% for each in recommendations %}<a href="https://shop.example/{{ each.sku | url_encode }}">{{ each.name }} {{ each.price | default: "-" }}</a>
{% else %}nothing{% endfor %}</p>`;
const TEXT = `{{ shop.name }}: {{ customer.totalSpent | default: "nothing" }} in {{ customer.orderCount | default: 0 }}, {{ customer.ageBand | default: "-" }}`;

const VARIANTS = [
  anEmail({
    name: "Ünusual",
    subject: "{{ customer.firstName | default: 'you' }}, 😀",
    body: HTML,
    recommendationSlots: 3,
  }),
  { name: "By SMS", weight: 2.5, channel: "SMS", body: TEXT },
  { name: "Push", weight: 0.125, channel: "PUSH", body: `{{ customer.lastOrderAt | default: "never" }} "\\"` },
  {
    name: "Card",
    weight: 1,
    channel: "DIRECT_MAIL",
    body: "{{ customer.address.street | default: '?' }} {{ unsubscribeUrl }}",
  },
];

const SEGMENTS = "{ segments(first: 100) { nodes { id key } } }";

interface Given {
  readonly segment: string;
  /** When it was made, and launched where `to` is more than a draft. */
  readonly days: number;
  readonly to?: readonly ("launch" | "pause" | "cancel")[];
  readonly settings?: object;
}

/** Of every state and size, with messages of which everything has become, and what was done after they were launched. */
const CAMPAIGNS: readonly Given[] = [
  { segment: "active", days: -12, to: ["launch"], settings: { ...large(), holdoutShare: 0.3 } },
  {
    segment: "twelve",
    days: -40,
    to: ["launch"],
    settings: { goal: "PRODUCT_VIEWED", attributionDays: 60, holdoutShare: 0.5 },
  },
  {
    segment: "few",
    days: -200,
    to: ["launch", "pause"],
    settings: { attributionDays: 365, budget: eur("1"), costPerMessage: eur("0.7") },
  },
  { segment: "nobody", days: -12, to: ["launch"] },
  {
    segment: "seen",
    days: -30,
    to: ["launch"],
    settings: { goal: "ORDER_COMPLETED", attributionDays: 30, holdoutShare: 0.4 },
  },
  { segment: "twelve", days: -2, to: ["cancel"] },
  { segment: "reads-another", days: -1, to: ["launch"], settings: { startsAt: day(2), endsAt: day(30) } },
  { segment: "active", days: 0, settings: { costPerMessage: gbp("0"), frequencyCap: { messages: 1, perDays: 365 } } },
  { segment: "few", days: 0, settings: { quietHours: { from: "12:30", to: "06:00", timeZone: "UTC" } } },
];

function large(): object {
  return {
    goal: "PAGE_VIEWED",
    attributionDays: 7,
    frequencyCap: { messages: 2, perDays: 14 },
    quietHours: { from: "21:00", to: "08:00", timeZone: "Europe/London" },
    budget: gbp("1000000.125"),
    costPerMessage: gbp("0.0355"),
    endsAt: day(60),
  };
}

function eur(amount: string) {
  return { amount, currency: "EUR" };
}

export async function someCampaigns(app: TestApp): Promise<void> {
  const { segments } = await app.query(SEGMENTS);
  const ids: string[] = [];
  for (const [index, { segment, days, to = [], settings }] of CAMPAIGNS.entries()) {
    app.setNow(new Date(day(days)));
    const segmentId = segments.nodes.find(({ key }: { key: string }) => key === segment).id;
    const variants = VARIANTS.slice(0, 1 + (index % VARIANTS.length));
    const id = await aCampaign(app, {
      name: `The ${index}th "<b>"`,
      segmentId,
      variants: variants.toReversed(),
      ...settings,
    });
    for (const each of to) await move(app, each, id);
    ids.push(id);
  }
  app.setNow(NOW);
  await messagesEnd(app);
  await touchpointsTell(app, ids);
}

/** Nothing sends here: what has become of messages is said. */
const ENDS = [
  "status = 'SENT', sent_at = a.due_at, subject = 'Hi \"' || a.customer_id, body = '<p>é</p>'",
  "status = 'SUPPRESSED', suppression = 'NO_CONSENT'",
  "status = 'DELIVERED', sent_at = a.due_at + interval '3 hours', body = 'Hello 😀', delivered_at = a.due_at",
  "status = 'FAILED'",
  "status = 'SUPPRESSED', suppression = 'BUDGET_SPENT'",
  "status = 'SENDING', sent_at = a.due_at",
  "status = 'UNKNOWN', sent_at = a.due_at",
  "status = 'PENDING'",
];

async function messagesEnd({ dataSource }: TestApp): Promise<void> {
  for (const [place, end] of ENDS.entries()) {
    await dataSource.query(
      `with numbered as (select b.customer_id, b.campaign_id, row_number() over (partition by b.campaign_id order by b.customer_id) as number
         from campaign_assignment b where b.variant_id is not null)
       update campaign_assignment a set ${end} from numbered n
       where n.customer_id = a.customer_id and n.campaign_id = a.campaign_id and n.number % ${ENDS.length} = ${place}`,
    );
  }
  await dataSource.query("update campaign set status = 'COMPLETED' where goal = 'PRODUCT_VIEWED'");
}

const SAID = ["MESSAGE_SENT", "MESSAGE_DELIVERED", "MESSAGE_OPENED", "MESSAGE_CLICKED", "MESSAGE_BOUNCED"];
const WHO = [
  { kind: "USER_ID", value: "ada" },
  { kind: "USER_ID", value: "bob" },
  { kind: "EMAIL", value: "born1@example.com" },
  { kind: "ANONYMOUS_ID", value: "plain-03" },
];

/** Whoever sends says what became of messages; one of them came back. */
async function touchpointsTell(app: TestApp, [large, other, few]: readonly string[]): Promise<void> {
  const told = WHO.flatMap((who, index) =>
    SAID.slice(0, 4 - (index % 3)).map((type, step) =>
      aTouchpoint({
        identities: [who],
        channel: "EMAIL",
        type,
        campaignId: [large, other, few][index % 3],
        occurredAt: day(-10 + step / 100),
      }),
    ),
  );
  const back = { identities: [WHO[2]], channel: "EMAIL", type: "MESSAGE_BOUNCED", occurredAt: day(-9) };
  await record(app, ...told, aTouchpoint({ ...back, campaignId: large }));
}
