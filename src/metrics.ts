import { timingSafeEqual } from "node:crypto";
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from "prom-client";
import { isLocal } from "./http/is-local.ts";
import { type Exchange, failure, type Notes, onlyGet, type Request, type Response, type Route } from "./http/server.ts";
import type { Outcome } from "./touchpoints/index.ts";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Each name is a dozen series for ever, and names are the callers'. */
const MOST_NAMES = 200;

/** Each metric with its values. */
export type Figures = readonly MetricObjectWithValues<MetricValue<string>>[];

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

  readonly #jobs = this.#counter("jobs_total", "Runs of jobs that have ended, by the state they left the job in.", [
    "kind",
    "state",
  ]);

  answered({ route = "unmatched", method, status, ms, notes, stayed }: Exchange): void {
    if (!stayed) this.#http.observe({ route, method, status }, ms / 1000); // else it says how long somebody listened
    this.ran(route, notes);
  }

  /** An operation has its answer, or its subscription has begun. */
  ran(route: string, { operation, errors }: Notes): void {
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

  jobEnded(kind: string, state: string): void {
    this.#jobs.inc({ kind, state });
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

  /** Of those that stay, how many there are is counted when somebody asks. */
  watchStaying(staying: () => { streams: number; sockets: number }): void {
    new Gauge({
      name: "tributary_connections_staying",
      help: "Connections that stay open: streams of events, and sockets.",
      labelNames: ["kind"],
      registers: [this.#registry],
      collect() {
        const { streams, sockets } = staying();
        this.set({ kind: "stream" }, streams);
        this.set({ kind: "socket" }, sockets);
      },
    });
  }

  watchSubscriptions(open: () => number): void {
    new Gauge({
      name: "tributary_graphql_subscriptions",
      help: "Subscriptions that are under way.",
      registers: [this.#registry],
      collect() {
        this.set(open());
      },
    });
  }

  /** Memory, processor, event loop: under the names that every Node process has, for the dashboards that know them. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** In a form that another process can add to its own. */
  figures(): Promise<Figures> {
    return this.#registry.getMetricsAsJSON();
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

/** For whoever asks at this machine, and for those who send the token. */
export function metricsRoute(text: () => Promise<string | undefined>, token: string | undefined): Route {
  return onlyGet(async (request) => {
    if (!isLocal(request) && !sends(request, token)) {
      const refused = "Send METRICS_TOKEN: Authorization: Bearer <token>.";
      return failure(401, refused, { code: "UNAUTHENTICATED" }, { "www-authenticate": "Bearer" });
    }
    const body = await text();
    if (body === undefined) return untold();
    return { status: 200, headers: { "content-type": Registry.PROMETHEUS_CONTENT_TYPE }, body };
  });
}

/** Without one process's part the counts would seem to have begun anew. */
const untold = (): Response => failure(503, "Not every process tells its figures; try again.", { code: "OVERLOADED" });

/** The figures of several processes as those of one program: added up, and averaged where that is what makes sense. */
export function sumOf(all: readonly Figures[]): Promise<Figures> {
  return added(all).getMetricsAsJSON();
}

export function textOf(all: readonly Figures[]): Promise<string> {
  return added(all).metrics();
}

/** What stays true of a process that has ended. */
export function countsOf(figures: Figures): Figures {
  return figures.filter(({ type }) => ["counter", "histogram"].includes(String(type)));
}

function added(all: readonly Figures[]): Registry {
  return AggregatorRegistry.aggregate(all.map((figures) => figures.map(withStart)));
}

/** Left out by default; a program began when its first process did. */
function withStart(metric: Figures[number]): object {
  return metric.name === "process_start_time_seconds" ? { ...metric, aggregator: "min" } : metric;
}

function sends({ headers }: Request, token: string | undefined): boolean {
  const [given, right] = [Buffer.from(headers.authorization ?? ""), Buffer.from(`Bearer ${token}`)];
  return token !== undefined && given.length === right.length && timingSafeEqual(given, right);
}
