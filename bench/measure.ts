import type { Sender } from "./load/sender.ts";
import type { Bodies } from "./picks.ts";
import { cpuOf } from "./process-figures.ts";
import { CASE_NAMES, type CaseName } from "./queries.ts";
import type { MeasuredServer, ServerName } from "./servers/start.ts";

/** One measurement, or the medians of several. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** Milliseconds of a core that the server's process took for a request; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
  /** The same of the database's processes. */
  readonly databaseCpuMs: number | undefined;
  readonly senderCpuMs: number;
}

export interface Row extends Figures {
  readonly case: CaseName;
  readonly connections: number;
  readonly server: ServerName;
}

export interface Rounds {
  readonly servers: readonly MeasuredServer[];
  /** What a server is asked: the same of all, each in the words of its schema. */
  bodiesOf(server: MeasuredServer): Bodies;
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly sender: Sender;
  readonly database: MeasuredDatabase;
}

export interface MeasuredDatabase {
  /** By process, the milliseconds for which it has used a core; empty where the system does not tell. */
  cpu(): Promise<ReadonlyMap<string, number>>;
  /** Waits until nothing of an earlier measurement is under way. */
  rest(): Promise<void>;
}

/**
 * Each server in turn, the first one another in each round and every other round backwards, so that what else happens on the
 * machine, and whom one comes after, meets all alike.
 */
export async function measure(parts: Rounds): Promise<Row[]> {
  const { servers, bodiesOf, connections, rounds } = parts;
  await warmUp(parts);
  const found = new Map<string, Row[]>();
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % servers.length;
    const rotated = [...servers.slice(turn), ...servers.slice(0, turn)];
    const order = round % 2 === 0 ? rotated : rotated.reverse();
    console.log(`round ${round + 1} of ${rounds}`);
    for (const name of CASE_NAMES) {
      for (const count of connections) {
        for (const server of order) {
          const { url, headers } = server;
          const load = { url, headers, bodies: bodiesOf(server)[name], connections: count, seconds: parts.seconds };
          const row = {
            case: name,
            connections: count,
            server: server.name,
            ...(await measureOnce(parts, server.pid, load)),
          };
          const key = `${name} ${count} ${server.name}`;
          found.set(key, [...(found.get(key) ?? []), row]);
        }
      }
    }
  }
  return [...found.values()].flatMap(medians);
}

const WARM_UP_SECONDS = 4;
/** A server that has rested while others worked is slow for a moment. */
const LEAD_IN_SECONDS = 1;

/** What is compiled, planned and read for the first time is no part of what a server does all day. */
async function warmUp(parts: Rounds): Promise<void> {
  for (const server of parts.servers) {
    for (const name of CASE_NAMES) {
      const { url, headers } = server;
      const load = { url, headers, bodies: parts.bodiesOf(server)[name], connections: Math.max(...parts.connections) };
      const { errors } = await parts.sender.send({ ...load, leadIn: 0, seconds: WARM_UP_SECONDS }, async () => {});
      if (errors > 0) throw new Error(`${server.name} answers ${errors} times with an error`);
    }
  }
}

async function measureOnce(
  { sender, database }: Rounds,
  pid: number,
  load: Omit<Parameters<Sender["send"]>[0], "leadIn">,
): Promise<Figures> {
  await database.rest();
  const read = async () => ({ server: await cpuOf(pid), database: await database.cpu() });
  const { requests, seconds, p50, p99, errors, senderCpuMs, between } = await sender.send(
    { ...load, leadIn: LEAD_IN_SECONDS },
    read,
  );
  const [before, after] = between;
  const worked = before.server === undefined || after.server === undefined ? undefined : after.server - before.server;
  return {
    requestsPerSecond: requests / seconds,
    p50,
    p99,
    errors,
    cpuMs: worked === undefined ? undefined : worked / requests,
    databaseCpuMs: worked === undefined ? undefined : meanwhile(before.database, after.database) / requests,
    senderCpuMs: senderCpuMs / requests,
  };
}

/** What processes did meanwhile, those that have ended left out. */
function meanwhile(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  return [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
}

function medians(rows: readonly Row[]): Row[] {
  const [first] = rows;
  if (first === undefined) return [];
  const of = (value: (row: Row) => number): number => median(rows.map(value));
  return [
    {
      ...first,
      requestsPerSecond: of((row) => row.requestsPerSecond),
      p50: of((row) => row.p50),
      p99: of((row) => row.p99),
      errors: rows.reduce((sum, row) => sum + row.errors, 0), // none may be hidden by a median
      cpuMs: first.cpuMs === undefined ? undefined : of((row) => row.cpuMs ?? Number.NaN),
      databaseCpuMs: first.databaseCpuMs === undefined ? undefined : of((row) => row.databaseCpuMs ?? Number.NaN),
      senderCpuMs: of((row) => row.senderCpuMs),
    },
  ];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
