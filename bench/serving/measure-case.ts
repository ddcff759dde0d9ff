import type { Sender } from "../load/sender.ts";
import type { MeasuredDatabase } from "../measure.ts";
import { cpuOf } from "../process-figures.ts";
import type { MeasuredServer } from "../servers/start.ts";

export interface Measured {
  readonly name: string;
  /** Milliseconds of a core for a request. */
  readonly server: number;
  readonly database: number;
  readonly p50: number;
  readonly p99: number;
}

/** A function is compiled with care once it has been called some thousand times. */
const LEAD_IN_SECONDS = 8;

/** Asks one request after the other, and tells what each cost. */
export async function measureCase(
  name: string,
  {
    server,
    bodies,
    seconds,
  }: { readonly server: MeasuredServer; readonly bodies: readonly string[]; readonly seconds: number },
  sender: Sender,
  database: MeasuredDatabase,
): Promise<Measured> {
  await database.rest();
  const read = async () => ({ server: (await cpuOf(server.pid)) ?? Number.NaN, database: sum(await database.cpu()) });
  const load = { url: server.url, headers: server.headers, bodies, connections: 1, leadIn: LEAD_IN_SECONDS, seconds };
  const { requests, p50, p99, errors, between } = await sender.send(load, read);
  if (errors > 0) throw new Error(`${errors} of ${requests} requests of ${name} failed`);
  const [before, after] = between;
  return {
    name,
    server: (after.server - before.server) / requests,
    database: (after.database - before.database) / requests,
    p50,
    p99,
  };
}

const sum = (figures: ReadonlyMap<string, number>): number =>
  [...figures.values()].reduce((total, each) => total + each, 0);
