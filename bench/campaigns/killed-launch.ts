import { setTimeout as sleep } from "node:timers/promises";
import type { DataSource } from "typeorm";
import { ALL_TRAINED_KINDS } from "../../src/training.ts";
import { type MeasuredServer, startServer } from "../servers/start.ts";

export interface Launched {
  /** Of the launch that was let alone. */
  readonly launchSeconds: number;
  /** From the launch on, starts of the server included. */
  readonly sentSeconds: number;
  /** To ask for the report once all is sent. */
  readonly reportMs: number;
  readonly kills: number;
}

interface Place {
  readonly url: string;
  readonly folder: string;
}

/** Trainings would take both cores: they were tried just now. */
const NO_TRAINING = `insert into job (id, kind, state, created_at, started_at, finished_at, error)
  select gen_random_uuid(), kind, 'FAILED', now(), now(), now(), 'left out' from unnest($1::text[]) kind`;

const CREATE = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } userErrors { message } } }`;
const LAUNCH = `mutation ($input: CampaignActionInput!) { launchCampaign(input: $input) { campaign { status } userErrors { message } } }`;
const REPORT =
  "query ($id: ID!) { campaign(id: $id) { report { audience sent lift { pValue } variants { probabilityBest } } } }";
const BODY = `<html><body><p>Hello {{ customer.firstName | default: "there" }}</p>
  <p><a href="https://shop.example/spring">Spring</a> and <a href="https://shop.example/sale?from=mail">the sale</a></p></body></html>`;

/** Launches a campaign for a segment, and kills the server in the middle of that, and then again and again while it sends. */
export async function killedLaunch(
  shop: DataSource,
  place: Place,
  segmentId: string,
  kills: number,
): Promise<Launched> {
  await shop.query(NO_TRAINING, [ALL_TRAINED_KINDS]);
  let server = await startServer("tributary", place.url, place.folder);
  const variants = ["A", "B"].map((name) => ({ name, channel: "EMAIL", subject: `Spring ${name}`, body: BODY }));
  const { createCampaign } = await ask(server, CREATE, {
    input: { name: "Spring", segmentId, holdoutShare: 0.1, variants },
  });
  const input = { id: createCampaign.campaign.id };
  let killed = 0;
  if (kills > 0) {
    void ask(server, LAUNCH, { input }).catch(() => undefined); // it is killed before it answers
    await sleep(LAUNCH_MS);
    server = await killAndStart(server, place);
    killed += 1;
  }
  const begun = performance.now();
  const launch = await ask(server, LAUNCH, { input });
  if (launch.launchCampaign.userErrors.length > 0) console.log(`  ${launch.launchCampaign.userErrors[0].message}`);
  const launchSeconds = (performance.now() - begun) / 1000;
  for (; killed < kills; killed += 1) {
    await sleep(BETWEEN_MS);
    server = await killAndStart(server, place);
  }
  await untilSent(shop);
  const sentSeconds = (performance.now() - begun) / 1000;
  const asked = performance.now();
  await ask(server, REPORT, input);
  const reportMs = performance.now() - asked;
  await server.stop();
  return { launchSeconds, sentSeconds, reportMs, kills: killed };
}

/** In the middle of the launch, which takes seconds; and while messages are sent, which takes minutes. */
const [LAUNCH_MS, BETWEEN_MS] = [700, 9_000];

async function killAndStart({ pid }: MeasuredServer, { url, folder }: Place): Promise<MeasuredServer> {
  process.kill(pid, "SIGKILL");
  return startServer("tributary", url, folder);
}

const OPEN = `select (select count(*)::int from campaign_assignment where status in ('PENDING', 'SENDING') or untold) as open,
  (select count(*)::int from campaign where status = 'COMPLETED') as completed`;

async function untilSent(shop: DataSource): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    await sleep(500);
    const [row]: { open: number; completed: number }[] = await shop.query(OPEN);
    quiet = row?.open === 0 && row.completed === 1 ? quiet + 1 : 0;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of several operations
async function ask({ url, headers }: MeasuredServer, query: string, variables: object): Promise<any> {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const { data, errors }: { data?: object; errors?: { message: string }[] } = Object(await response.json());
  if (errors !== undefined) throw new Error(errors[0]?.message);
  return data;
}
