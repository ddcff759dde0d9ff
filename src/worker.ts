import "reflect-metadata";
import { environment, readConfig } from "./config.ts";
import { tellFailure } from "./failure.ts";
import { makeLog } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { type Database, joinDatabase } from "./open-database.ts";
import { ServesHere } from "./serving.ts";
import { Primary } from "./workers/primary.ts";

/** One of several processes that serve: it does what the primary process tells it, from listening to ending. */
async function work(): Promise<void> {
  // The terminal and systemd tell every process of a group; here it is the primary that says what is to be done.
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => {});
  const config = readConfig(environment());
  const log = makeLog(config.logLevel);
  const metrics = new Metrics();
  metrics.watchProcess();
  const primary = new Primary(metrics);
  const serving = new ServesHere({ config, log, metrics, figures: () => primary.sum() });
  const ordersChanged = () => primary.ordersChanged();
  let database: Database | undefined;
  primary.tell({ kind: "hearing" });
  for await (const instruction of primary.instructions()) {
    if (instruction.kind === "listen") await serving.listen();
    if (instruction.kind === "serve") {
      database = await joinDatabase(instruction.databaseUrl);
      await serving.begin({ database, ...instruction, ordersChanged });
      primary.tell({ kind: "serving" });
    }
    if (instruction.kind === "stopping") serving.stopping();
    if (instruction.kind === "stop") {
      await serving.stop(instruction.graceMs);
      break;
    }
  }
  await database?.close();
}

try {
  await work();
} catch (error) {
  tellFailure("A worker cannot go on", error);
}
process.exit(); // the primary's messages would hold it
