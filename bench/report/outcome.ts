import type { Ingested } from "../ingest/ingest.ts";
import type { Row } from "../measure.ts";
import type { Sizes } from "../shop/sizes.ts";

/** What a run found out: the machine-readable file has it as it is. */
export interface Outcome {
  readonly measuredAt: string;
  readonly machine: {
    readonly cores: number;
    readonly model: string;
    readonly memoryGb: number;
    readonly node: string;
    readonly postgres: string;
    /** How many processes wanted a core in the minute before: what else the machine was busy with. */
    readonly loadBefore: number;
  };
  readonly sizes: Sizes;
  readonly seconds: number;
  readonly rounds: number;
  readonly rows: readonly Row[];
  /** server -> case -> statements of a request */
  readonly statements: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** server -> MB at the peak */
  readonly peakMemory: Readonly<Record<string, number>>;
  readonly ingestion: readonly Ingested[];
  /** What was not measured, and why. */
  readonly notes: readonly string[];
}

/** A server's requests a second as a share of the floor's. */
export function ofFloor(rows: readonly Row[], row: Row): number {
  const floor = rows.find(
    (each) => each.server === "floor" && each.case === row.case && each.connections === row.connections,
  );
  return row.requestsPerSecond / (floor?.requestsPerSecond ?? Number.NaN);
}
