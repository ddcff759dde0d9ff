import autocannon from "autocannon";
import type { Load, LoadFigures } from "./sender.ts";

/** Sends load when it is told to, in a process of its own, so that measuring takes no time from the servers' own processes. */
process.on("message", (load: Load) => {
  send(load).then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      throw error; // the process ends, and whoever waits for its figures learns it
    },
  );
});

async function send({ url, headers, bodies, connections, seconds }: Load): Promise<LoadFigures> {
  const latencies: number[] = [];
  const before = process.cpuUsage();
  const started = performance.now();
  let connection = 0;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url,
        method: "POST",
        headers,
        connections,
        duration: seconds,
        timeout: 30,
        verifyBody: (body) => !String(body).includes('"errors"'),
        // Each connection begins somewhere else, so that no two ask for the same at once.
        setupClient: (client) => client.setRequests(requestsFrom(bodies, connection++ / connections)),
      },
      (error, finished) => (error ? reject(error) : resolve(finished)),
    );
    run.on("response", (_client, status, _bytes, ms) => {
      if (status >= 200 && status < 300) latencies.push(ms);
    });
  });
  const { user, system } = process.cpuUsage(before);
  latencies.sort((left, right) => left - right);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return {
    requests: latencies.length,
    seconds: (performance.now() - started) / 1000,
    p50: at(0.5),
    p99: at(0.99),
    errors: result.errors + result.non2xx + result.mismatches,
    senderCpuMs: (user + system) / 1000,
  };
}

function requestsFrom(bodies: readonly string[], share: number): autocannon.Request[] {
  const from = Math.floor(bodies.length * share);
  return [...bodies.slice(from), ...bodies.slice(0, from)].map((body) => ({ method: "POST", body }));
}
