import { SENDERS } from "../ingest/ingest.ts";
import { CASES } from "../queries.ts";
import { type Outcome, ofFloor } from "./outcome.ts";

type Cell = string | number | undefined;

/** The whole outcome as text, with tables that Markdown shows as such. */
export function tell(outcome: Outcome): string {
  const { machine, sizes, seconds, rounds, notes } = outcome;
  const count = (value: number): string => value.toLocaleString("en-GB");
  return [
    `${count(sizes.customers)} customers, ${count(sizes.touchpoints)} touchpoints, ${count(sizes.products)} products; ` +
      `${rounds} rounds of ${seconds} s, medians`,
    `${machine.cores} cores (${machine.model}), ${machine.memoryGb} GB, Node ${machine.node}, PostgreSQL ${machine.postgres}; ` +
      `${machine.loadBefore.toFixed(1)} processes wanted a core in the minute before`,
    ...Object.entries(CASES).map(([name, { about }]) => `${name}: ${about}`),
    table(
      [
        "query",
        "connections",
        "server",
        "requests/s",
        "of the floor",
        "p50 ms",
        "p99 ms",
        "errors",
        "server CPU ms",
        "database CPU ms",
        "statements",
      ],
      servedRows(outcome),
    ),
    "CPU is the time of a core for a request: of the server's own process, and of PostgreSQL's for it.",
    ...deepPages(outcome),
    `Memory at the peak of the whole run, MB: ${peaks(outcome)}.`,
    `Sending and measuring took ${senderCost(outcome)} ms of a core for a request, in a process of its own on the same machine.`,
    ...(outcome.ingestion.length === 0 ? [] : [ingestionTable(outcome)]),
    ...notes,
  ].join("\n\n");
}

function servedRows({ rows, statements }: Outcome): Cell[][] {
  return rows.map((row) => [
    row.case,
    row.connections,
    row.server,
    row.requestsPerSecond.toFixed(row.requestsPerSecond < 100 ? 1 : 0),
    ofFloor(rows, row).toFixed(2),
    row.p50.toFixed(2),
    row.p99.toFixed(1),
    row.errors,
    row.cpuMs?.toFixed(2),
    row.databaseCpuMs?.toFixed(2),
    statements[row.server]?.[row.case],
  ]);
}

/** What a page deep in the list costs, held against one at its beginning: with one request at a time, where nothing waits. */
function deepPages({ rows }: Outcome): string[] {
  const fewest = Math.min(...rows.map(({ connections }) => connections));
  return rows
    .filter((row) => row.case === "deep" && row.connections === fewest)
    .map((row) => {
      const early = rows.find(
        (each) => each.case === "list" && each.connections === fewest && each.server === row.server,
      );
      const times = row.p50 / (early?.p50 ?? Number.NaN);
      return `A deep page takes ${row.server} ${times.toFixed(2)} times as long as an early one (p50, ${fewest} at once).`;
    });
}

const peaks = ({ peakMemory }: Outcome): string =>
  Object.entries(peakMemory)
    .map(([server, peak]) => `${server} ${peak}`)
    .join(", ");

function senderCost({ rows }: Outcome): string {
  const costs = rows.map(({ senderCpuMs }) => senderCpuMs);
  return `${Math.min(...costs).toFixed(2)} to ${Math.max(...costs).toFixed(2)}`;
}

function ingestionTable({ ingestion }: Outcome): string {
  const cells = ingestion.map(({ batchSize, events, eventsPerSecond, copiedPerSecond, memory }) => [
    batchSize,
    events,
    eventsPerSecond.toFixed(0),
    copiedPerSecond.toFixed(0),
    (eventsPerSecond / copiedPerSecond).toFixed(2),
    `${memory[0]} -> ${memory.at(-1)}`,
  ]);
  const heads = [
    `batches of (${SENDERS} at once)`,
    "events",
    "events/s until seen",
    "COPY alone, rows/s",
    "of COPY",
    "MB, first to last tenth",
  ];
  return table(heads, cells);
}

function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const all = [heads, ...rows.map((row) => row.map((cell) => (cell === undefined ? "" : String(cell))))];
  const widths = heads.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  const lines = all.map((row) => `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`);
  return [lines[0], `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...lines.slice(1)].join("\n");
}
