/** Which transactions a statement could see, as PostgreSQL writes it: xmin:xmax:those between that were still running. */
export interface Snapshot {
  /** All transactions before it have ended. */
  readonly horizon: string;
  /** None from it on had begun. */
  readonly end: bigint;
  readonly running: number;
}

export function parseSnapshot(text: string): Snapshot {
  const [horizon = "0", end = "0", running = ""] = text.split(":");
  return { horizon, end: BigInt(end), running: running === "" ? 0 : running.split(",").length };
}

/** Whether one saw less than another: statements that are sent in turn may be answered out of turn. */
export const sawLess = (one: Snapshot, other: Snapshot): boolean =>
  one.end < other.end || (one.end === other.end && one.running > other.running);
