import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { Load, LoadFigures, Told } from "./sender.ts";

/**
 * Sends load when it is told to, in a process of its own, so that measuring takes no time from the servers' own processes. What is
 * answered within the window counts, wherever it began: whoever is slow has as much under way at the window's beginning as at its end.
 */
process.on("message", (load: Load) => {
  send(load).then(
    (figures) => process.send?.({ kind: "sent", figures } satisfies Told),
    (error: unknown) => {
      throw error; // the process ends, and whoever waits for its figures learns it
    },
  );
});

async function send({ url, headers, bodies, connections, leadIn, seconds }: Load): Promise<LoadFigures> {
  const latencies: number[] = [];
  let connection = 0;
  let counts = false;
  const options: autocannon.Options = {
    url,
    method: "POST",
    headers,
    connections,
    duration: leadIn + seconds + 60, // it is stopped before
    timeout: 30,
    verifyBody: (body) => !String(body).includes('"errors"'),
    // Each connection begins somewhere else, so that no two ask for the same at once.
    setupClient: (client) => client.setRequests(requestsFrom(bodies, connection++ / connections)),
  };
  const { load, result } = begin(options);
  load.on("response", (_client, status, _bytes, ms) => {
    if (counts && status >= 200 && status < 300) latencies.push(ms);
  });
  await sleep(leadIn * 1000);
  const [before, started] = [process.cpuUsage(), performance.now()];
  counts = true;
  process.send?.({ kind: "begun" } satisfies Told);
  await sleep(seconds * 1000);
  counts = false;
  process.send?.({ kind: "ended" } satisfies Told);
  const [{ user, system }, ended] = [process.cpuUsage(before), performance.now()];
  load.stop();
  const { errors, non2xx, mismatches } = await result;
  latencies.sort((left, right) => left - right);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return {
    requests: latencies.length,
    seconds: (ended - started) / 1000,
    p50: at(0.5),
    p99: at(0.99),
    errors: errors + non2xx + mismatches,
    senderCpuMs: (user + system) / 1000,
  };
}

function begin(options: autocannon.Options): { load: autocannon.Instance; result: Promise<autocannon.Result> } {
  let load: autocannon.Instance | undefined;
  const result = new Promise<autocannon.Result>((resolve, reject) => {
    load = autocannon(options, (error, finished) => (error ? reject(error) : resolve(finished)));
  });
  if (load === undefined) throw new Error("no load has begun");
  return { load, result };
}

function requestsFrom(bodies: readonly string[], share: number): autocannon.Request[] {
  const from = Math.floor(bodies.length * share);
  return [...bodies.slice(from), ...bodies.slice(0, from)].map((body) => ({ method: "POST", body }));
}
