import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { Probe } from "../../src/database/probe.ts";
import { openDatabase } from "../../src/open-database.ts";
import { aFolder } from "../support/command.ts";
import { aDatabase } from "../support/database.ts";

test("the embedded server is stopped also where its connections cannot be closed in order", async () => {
  const config = { ...readConfig({}), dataFolder: await aFolder() };
  const first = await openDatabase(config, { command: "a test", join: false });
  await first.dataSource.destroy();

  const closed = await first.close().catch((error: unknown) => error);
  const second = await openDatabase(config, { command: "another test", join: false });

  expect(closed).toMatchObject({ name: "CannotExecuteNotConnectedError" });
  expect(await second.answers()).toBe(true);
  await second.close();
});

const QUERY = "Q".charCodeAt(0);

/** A way to a database that is slow to open a connection, and as slow to pass a question on. */
async function aSlowWayTo(databaseUrl: string, ms: number): Promise<string> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const real = connect(Number(port), hostname);
    for (const socket of [client, real]) sockets.push(socket.on("error", () => {})); // an end is passed on below
    real.on("close", () => client.destroy()).pipe(client);
    let begun = false;
    client.on("data", async (chunk) => {
      if (!begun || chunk[0] === QUERY) await sleep(ms);
      begun = true;
      real.write(chunk);
    });
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${address.port}` }).href;
}

test("a database that is slow to connect and slow to answer does not answer", async () => {
  const probe = new Probe(await aSlowWayTo((await aDatabase()).url, 1_500));

  const answers = await probe.answers();
  await probe.end();

  expect(answers).toBe(false);
});
