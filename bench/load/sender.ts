import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Seconds of the same load before the window in which answers count. */
  readonly leadIn: number;
  /** The window's length. */
  readonly seconds: number;
}

export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
  /** What it cost to send and to measure. */
  readonly senderCpuMs: number;
}

/** What the process that sends says, in this order. */
export type Told = { readonly kind: "begun" | "ended" } | { readonly kind: "sent"; readonly figures: LoadFigures };

export interface Sender {
  /** Calls `read` at both ends of the window, and gives what it read with the figures. */
  send<Reading>(load: Load, read: () => Promise<Reading>): Promise<LoadFigures & { between: [Reading, Reading] }>;
  stop(): void;
}

/** The process that sends the load. */
export function startSender(): Sender {
  const child = fork(fileURLToPath(new URL("./load/send.js", import.meta.url)));
  return {
    send: <Reading>(load: Load, read: () => Promise<Reading>) =>
      new Promise<LoadFigures & { between: [Reading, Reading] }>((resolve, reject) => {
        const readings: Promise<Reading>[] = [];
        const hear = (told: Told) => {
          if (told.kind !== "sent") return void readings.push(read());
          leave();
          const [before, after] = readings;
          if (before === undefined || after === undefined) return reject(new Error("a window has two ends"));
          Promise.all([before, after]).then((between) => resolve({ ...told.figures, between }), reject);
        };
        const ended = () => reject(new Error("the process that sends the load has ended"));
        const leave = () => void child.off("message", hear).off("exit", ended);
        child.on("message", hear).once("exit", ended);
        child.send(load);
      }),
    stop: () => child.kill(),
  };
}
