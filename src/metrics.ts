import { timingSafeEqual } from "node:crypto";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { isLocal } from "./http/is-local.ts";
import { type Exchange, failure, onlyGet, type Request, type Route } from "./http/server.ts";
import type { Outcome } from "./touchpoints/index.ts";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Each name is a dozen series for ever, and names are the callers'. */
const MOST_NAMES = 200;

/** The figures of one process, in a registry of their own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #names = new Set<string>();
  readonly #http = this.#histogram("http_request_duration_seconds", "From a request's head to the end of its answer.", [
    "route",
    "method",
    "status",
  ]);
  readonly #operations = this.#histogram("graphql_operation_duration_seconds", "GraphQL operations that were run.", [
    "kind",
    "operation",
  ]);
  readonly #errors = this.#counter("graphql_errors_total", "Errors in answers, by their code.", ["code"]);
  readonly #touchpoints = this.#counter("ingestion_touchpoints_total", "Touchpoints sent in, by what became of them.", [
    "outcome",
  ]);
  readonly #batches = this.#histogram("ingestion_batch_duration_seconds", "Batches of touchpoints taken in.", []);

  answered({ route = "unmatched", method, status, ms, notes }: Exchange): void {
    this.#http.observe({ route, method, status }, ms / 1000);
    const { operation, errors } = notes;
    if (operation !== undefined) {
      const labels = { kind: operation.kind, operation: this.#bounded(operation.name) };
      const { started, ended = performance.now() } = operation; // still under way where nobody waited for it
      this.#operations.observe(labels, (ended - started) / 1000);
    }
    if (route === "/graphql") for (const code of errors) this.#errors.inc({ code });
  }

  tookIn(outcomes: readonly Outcome[], ms: number): void {
    this.#batches.observe(ms / 1000);
    for (const { status } of outcomes) this.#touchpoints.inc({ outcome: status });
  }

  /** How the connections are used is looked up when somebody asks. */
  watchPool(pool: () => { active: number; idle: number; waiting: number }): void {
    const registers = [this.#registry];
    new Gauge({
      name: "tributary_database_pool_connections",
      help: "Connections to the database, by state.",
      labelNames: ["state"],
      registers,
      collect() {
        const { active, idle } = pool();
        this.set({ state: "active" }, active);
        this.set({ state: "idle" }, idle);
      },
    });
    new Gauge({
      name: "tributary_database_pool_waiting",
      help: "Pieces of work that wait for a connection.",
      registers,
      collect() {
        this.set(pool().waiting);
      },
    });
  }

  /** Memory, processor, event loop: under the names that every Node process has, for the dashboards that know them. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** For whoever asks at this machine, and for those who send the token. */
  route(token: string | undefined): Route {
    return onlyGet(async (request) => {
      if (!isLocal(request) && !sends(request, token)) {
        const refused = "Send METRICS_TOKEN: Authorization: Bearer <token>.";
        return failure(401, refused, { code: "UNAUTHENTICATED" }, { "www-authenticate": "Bearer" });
      }
      const headers = { "content-type": this.#registry.contentType };
      return { status: 200, headers, body: await this.#registry.metrics() };
    });
  }

  #bounded(name: string | undefined): string {
    if (name === undefined) return "anonymous";
    if (!this.#names.has(name) && this.#names.size >= MOST_NAMES) return "other";
    this.#names.add(name);
    return name;
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> {
    return new Histogram({
      name: `tributary_${name}`,
      help,
      labelNames,
      buckets: SECONDS,
      registers: [this.#registry],
    });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `tributary_${name}`, help, labelNames, registers: [this.#registry] });
  }
}

function sends({ headers }: Request, token: string | undefined): boolean {
  const [given, right] = [Buffer.from(headers.authorization ?? ""), Buffer.from(`Bearer ${token}`)];
  return token !== undefined && given.length === right.length && timingSafeEqual(given, right);
}
