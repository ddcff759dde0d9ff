import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { countAll } from "../../bench/campaigns/count.ts";
import { fillPeople } from "../../bench/campaigns/people.ts";
import { aScriptedServer, SILENT } from "../campaigns/delivery/scripted-server.ts";
import { type Running, start } from "../support/command.ts";
import { aDatabase, type TestDatabase } from "../support/database.ts";
import { KEY } from "../support/held-start.ts";

const PATIENCE = { timeout: 120_000, interval: 100 };

interface Program {
  readonly running: Running;
  ask(query: string, variables?: object): Promise<Record<string, { campaign: { id: string } }>>;
}

async function served(url: string, env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const running = start({ DATABASE_URL: url, PORT: "0", ADMIN_API_KEY: KEY, ...env });
  const [, origin = ""] = /at (http\S+)\/graphql/.exec(await running.printed("Tributary is at ")) ?? [];
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const ask: Program["ask"] = async (query, variables = {}) => {
    const response = await fetch(`${origin}/graphql`, {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables }),
    });
    const { data } = Object(await response.json());
    return data;
  };
  return { running, ask };
}

async function kill({ running }: Program): Promise<void> {
  running.process.kill("SIGKILL");
  await running.ended;
}

const CREATE = "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } } }";
const LAUNCH = "mutation ($input: CampaignActionInput!) { launchCampaign(input: $input) { campaign { id } } }";

async function launch(program: Program, segmentId: string): Promise<void> {
  const variants = [{ name: "A", channel: "EMAIL", subject: "Hello", body: "Hello {{ customer.firstName }}" }];
  const input = { name: "Spring", segmentId, holdoutShare: 0.1, variants };
  const { createCampaign } = await program.ask(CREATE, { input });
  await program.ask(LAUNCH, { input: { id: createCampaign?.campaign.id } });
}

async function states({ dataSource }: TestDatabase): Promise<Record<string, number>> {
  return (await countAll(dataSource)).states;
}

const isOver = async ({ dataSource }: TestDatabase): Promise<boolean> => {
  const [row]: { open: number }[] = await dataSource.query(
    `select count(*)::int as open from campaign_assignment where status in ('PENDING', 'SENDING') or untold`,
  );
  return row?.open === 0;
};

test("a server that is killed while it sends forgets nobody and messages nobody twice", async () => {
  const database = await aDatabase();
  const segment = await fillPeople(database.dataSource, 3_000);
  let program = await served(database.url);
  await launch(program, segment);

  for (const after of [500, 1_500]) {
    await expect.poll(async () => (await states(database))["DELIVERED"] ?? 0, PATIENCE).toBeGreaterThanOrEqual(after);
    await kill(program);
    program = await served(database.url);
  }
  await expect.poll(() => isOver(database), PATIENCE).toBe(true);

  const { states: ended, faults } = await countAll(database.dataSource);
  expect(Object.values(faults)).toEqual(Object.values(faults).map(() => 0));
  expect(Object.keys(ended)).toEqual(["DELIVERED", "HELD_OUT HELD_OUT", "SUPPRESSED NO_CONSENT"]);
  expect(Object.values(ended).reduce((sum, count) => sum + count, 0)).toBe(3_000);
});

test("an e-mail that was on its way out when the server was killed is UNKNOWN, and is not sent again", async () => {
  const mail = await aScriptedServer({ END: [SILENT] });
  const env = { SMTP_URL: mail.url, MAIL_FROM: "news@shop.example", PUBLIC_URL: "https://cdp.shop.example" };
  const database = await aDatabase();
  const segment = await fillPeople(database.dataSource, 6);
  await database.dataSource.query("update consent set status = 'GRANTED'"); // all of them leave at once
  const program = await served(database.url, env);
  await launch(program, segment);
  await expect.poll(() => mail.counts.taken, PATIENCE).toBeGreaterThan(0);
  await kill(program);
  const taken = mail.counts.taken;
  const inFlight = (await states(database))["SENDING"] ?? 0;

  await served(database.url, env);
  await expect.poll(() => isOver(database), PATIENCE).toBe(true);
  await sleep(1_000);

  expect(inFlight).toBeGreaterThan(0);
  expect((await states(database))["UNKNOWN"]).toBe(inFlight);
  expect(mail.counts.taken).toBe(taken);
});
