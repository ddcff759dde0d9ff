import { Readable } from "node:stream";
import { parse } from "csv-parse";
import type { DataSource, EntityManager } from "typeorm";
import {
  IDENTITY_KINDS,
  type IdentityKind,
  type IdentityRef,
  identityKey,
  normaliseIdentity,
  readOwners,
} from "../customers/index.ts";
import { takeTurn } from "../database/locks.ts";
import { inTransaction } from "../database/transaction.ts";
import { cellValue } from "./csv.ts";
import { readDefinitions } from "./definitions.ts";
import { addToList, findCustomers } from "./list-members.ts";
import { lastNumber } from "./membership.store.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { readSegment } from "./segment.store.ts";
import { MEMBERSHIPS } from "./segment.ts";
import { momentOf } from "./watch.store.ts";
import { noteDependants } from "./work-out.ts";

/** What a file of members came to; every row is in exactly one of its counts. */
export interface ImportedMembers {
  readonly rows: number;
  readonly added: number;
  /** Rows of those who were members already, or stand in the file twice. */
  readonly already: number;
  readonly unknown: number;
  /** The lines of those who are unknown, the first hundred. */
  readonly unknownLines: readonly number[];
}

/** Why nothing of a file was taken. */
export class UnreadableMembers extends Error {}

const AT_ONCE = 1_000;
const ADDED_AT_ONCE = 10_000;
const MOST_ROWS = 1_000_000;
const MOST_LINES = 100;
const LARGEST_RECORD = 100_000;

/** The column of an identifier, such as userId of USER_ID. */
const columnOf = (kind: string): string =>
  kind.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const KIND_OF = new Map(Object.keys(IDENTITY_KINDS).map((kind) => [columnOf(kind), kind as IdentityKind]));
const COLUMNS = ["customerId", ...KIND_OF.keys()];

interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** Puts the customers that a file names onto the list of a STATIC segment: all that are known of them, or, of a file that cannot be read, nobody. */
export async function importMembers(
  dataSource: DataSource,
  segmentId: string,
  pieces: AsyncIterable<Buffer>,
  clock: () => Date,
): Promise<ImportedMembers> {
  const customers = new Set<string>();
  const unknownLines: number[] = [];
  let [rows, unknown] = [0, 0];
  let batch: Row[] = [];
  const settle = async () => {
    const found = await whom(dataSource.manager, batch);
    batch.forEach(({ line }, place) => {
      const customer = found[place];
      if (customer !== undefined) customers.add(customer);
      else if (++unknown <= MOST_LINES) unknownLines.push(line);
    });
    batch = [];
  };
  for await (const row of rowsOf(pieces)) {
    rows += 1;
    if (rows > MOST_ROWS) throw new UnreadableMembers(`the file has more than ${MOST_ROWS} rows`);
    batch.push(row);
    if (batch.length === AT_ONCE) await settle();
  }
  await settle();
  const added = await add(dataSource, segmentId, [...customers].sort(), clock);
  return { rows, added, already: rows - unknown - added, unknown, unknownLines };
}

/** Some at a time: while a list takes members, nobody else's memberships are kept. */
async function add(
  dataSource: DataSource,
  id: string,
  customers: readonly string[],
  clock: () => Date,
): Promise<number> {
  let added = 0;
  for (let place = 0; place < customers.length; place += ADDED_AT_ONCE) {
    added += await addSome(dataSource, id, customers.slice(place, place + ADDED_AT_ONCE), clock);
  }
  return added;
}

function addSome(dataSource: DataSource, id: string, customers: readonly string[], clock: () => Date): Promise<number> {
  return oneAtATime(() =>
    inTransaction(dataSource, async (manager) => {
      await takeTurn(manager, MEMBERSHIPS);
      const segment = await readSegment(manager, id);
      if (segment?.status !== "ACTIVE") throw new UnreadableMembers("the segment was archived meanwhile");
      const before = await lastNumber(manager);
      const changed = await addToList(manager, id, customers, await momentOf(manager, clock()));
      await noteDependants(manager, await readDefinitions(manager), [id], before);
      return changed.reduce((sum, { entered }) => sum + entered, 0);
    }),
  );
}

/** By the first of its cells that says who it is; undefined for who is not known. */
async function whom(manager: EntityManager, batch: readonly Row[]): Promise<(string | undefined)[]> {
  const named = batch.map(({ cells }) => cells.get("customerId"));
  const identities = batch.map(({ cells }) => identityIn(cells));
  const byId = await findCustomers(
    manager,
    named.flatMap((id) => id ?? []),
  );
  const owners = await readOwners(
    manager,
    identities.flatMap((identity) => identity ?? []),
  );
  return batch.map((_, place) => {
    const [id, identity] = [named[place], identities[place]];
    if (id !== undefined) return byId.get(id);
    return identity === undefined ? undefined : owners.get(identityKey(identity));
  });
}

function identityIn(cells: Row["cells"]): IdentityRef | undefined {
  for (const [column, kind] of KIND_OF) {
    const cell = cells.get(column);
    if (cell === undefined) continue;
    const normal = normaliseIdentity(kind, cell);
    if (!("fault" in normal)) return { kind, value: normal.value };
  }
  return undefined;
}

async function* rowsOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LARGEST_RECORD,
  });
  const source = Readable.from(pieces, { objectMode: false });
  source.on("error", (error) => parser.destroy(error));
  let header: readonly string[] | undefined;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (header === undefined) header = headerOf(record);
      else yield { line: info.lines, cells: cellsOf(header, record) };
    }
  } catch (error) {
    throw isCsvError(error) ? new UnreadableMembers(`line ${error.lines}: ${error.message}`) : error;
  } finally {
    source.destroy();
  }
  if (header === undefined)
    throw new UnreadableMembers(`the file is empty: its first line names the columns, ${KNOWN}`);
}

const KNOWN = `one at least of ${COLUMNS.join(", ")}`;

function headerOf(record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim());
  if (names.some((name) => COLUMNS.includes(name))) return names;
  throw new UnreadableMembers(`the first line names the columns, ${KNOWN}; it is ${JSON.stringify(names.join(","))}`);
}

function cellsOf(header: readonly string[], record: readonly string[]): Row["cells"] {
  const cells = header.map((name, place) => [name, cellValue(record[place] ?? "").trim()] as const);
  return new Map(cells.filter(([, cell]) => cell !== ""));
}

function isCsvError(error: unknown): error is Error & { lines: number } {
  return error instanceof Error && "lines" in error && typeof error.lines === "number";
}
